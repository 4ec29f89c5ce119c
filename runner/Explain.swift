import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Tells a person why a delivery is refused, or that it is good.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell why a recorded delivery is refused, or that it is good.",
        discussion: """
            Each check is shown in order, with what was expected and found; then the cause, where it can be found out, \
            or what is likely. No secret is shown, and no signature that would be right. The exit status is 1 where a \
            delivery is refused.

            EXAMPLES
              learnhooks explain --now 1627575297 events/deliveries/instruqt.json
              learnhooks sign knolyx events/knolyx/PING.json | learnhooks explain
            """)

    @Argument(help: "The file with recorded deliveries; - is standard input.", completion: .file())
    var file = "-"

    @Option(help: ArgumentHelp("Judge as at this time: as in RFC 3339, or Unix seconds.", valueName: "time"))
    var now: Timestamp?

    func run() throws {
        let target = try Target(nil, in: catalog)
        let configuration = try readConfiguration(for: target)
        let receiver = Receiver(
            target: target, sources: configuration.sources,
            verifiers: try configuration.verifiers(samples: SampleSecrets.all))
        var secrets: [String: [Secret]] = [:]
        for platform in catalog { secrets[platform.name] = try configuration.secretsOrSamples(of: platform) }
        let names = try catalog.lazy.compactMap { try configuration.names(of: $0) }.first
        let diagnosis = Diagnosis(platforms: catalog, secrets: secrets, names: names)

        var isGood = true
        for delivery in try deliveries() {
            let reception = receiver.receive(delivery, at: now ?? Clock.now())
            let explanation = Explanation(reception, of: delivery, diagnosis)
            try write(Array(explanation.text.utf8))
            isGood = isGood && explanation.isGood
        }
        if !isGood { throw ExitCode.refused }
    }

    private func deliveries() throws -> [Delivery] {
        var splitter = JSONSplitter(limit: JSONDocument.maximumSize)
        splitter.append(try readAll(file))
        var deliveries: [Delivery] = []
        while let piece = splitter.next(isLast: true) {
            switch piece {
            case .value(let document, let start):
                do {
                    deliveries.append(try document.root.decode(RecordedDelivery.self).delivery)
                } catch let error as JSONError {
                    throw notADelivery(error.moved(to: start))
                }
            case .refused(let error): throw notADelivery(error)
            case .refusedBytes, .refusedEnd: break
            }
        }
        guard !deliveries.isEmpty else { throw NoInputError(description: "\(file): no delivery to explain") }
        return deliveries
    }

    private func notADelivery(_ error: JSONError) -> NoInputError {
        let line = error.location?.line ?? 1
        return NoInputError(
            description: "\(file.printable):\(line): expected a recorded delivery (payload format 2.0): \(error)")
    }
}
