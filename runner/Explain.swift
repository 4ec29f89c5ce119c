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
        let credentials = try readCredentialsToVerify()
        let configuration = try readConfiguration(for: target)
        let receiver = Receiver(
            target: target, sources: configuration.sources, verifiers: credentials.verifiers,
            pathPrefix: try configuration.pathPrefix())
        let diagnosis = Diagnosis(platforms: catalog, secrets: credentials.secrets, names: credentials.names)

        var splitter = JSONSplitter(limit: JSONDocument.maximumSize)
        var rest = try readAll(file)[...]
        var (count, isGood) = (0, true)
        repeat {
            // Little by little: all pieces of what it was given are held at a time.
            splitter.append(rest.prefix(1 << 16))
            rest = rest.dropFirst(1 << 16)
            while let piece = splitter.next(isLast: rest.isEmpty) {
                do {
                    guard let delivery = try Self.delivery(of: piece) else { continue }
                    let explanation = Explanation(
                        receiver.receive(delivery, at: now ?? SystemClock.now()), of: delivery, diagnosis)
                    try write(Array(explanation.text.utf8))
                    isGood = isGood && explanation.isGood
                } catch let error as JSONError {
                    let place = "\(file == "-" ? "<stdin>" : file.printable):\(error.location?.line ?? 1)"
                    say("\(place): expected a recorded delivery (payload format 2.0): \(error)")
                    isGood = false
                }
                count += 1
            }
        } while !rest.isEmpty
        guard count > 0 else { throw NoInputError(description: "\(file): no delivery to explain") }
        if !isGood { throw ExitCode.refused }
    }

    /// The delivery that a piece of the input is; nil where it is no piece of its own.
    private static func delivery(of piece: JSONSplitter.Piece) throws -> Delivery? {
        switch piece {
        case .value(let document, let start):
            do {
                return try document.root.decode(RecordedDelivery.self).delivery
            } catch let error as JSONError {
                throw error.moved(to: start)
            }
        case .refused(let error): throw error
        case .refusedBytes, .refusedEnd: return nil
        }
    }
}
