import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Explains to a person why a delivery is refused, or that it is good.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell why a recorded delivery is refused.",
        discussion: """
            EXAMPLES
              learnhooks explain --now 1627575297 events/deliveries/instruqt.json
              learnhooks sign knolyx events/knolyx/PING.json | learnhooks explain
              learnhooks explain --now 1627575297 events/deliveries

            Each check is shown in order, then the cause or what is likely. No secret is shown, and no valid signature. The exit status \
            is 1 if a delivery is refused.

            More: learnhooks help signatures.
            """)

    @Argument(
        help: "Files with recorded deliveries, directories of such files (*.json), or - for standard input.",
        completion: .file())
    var files = ["-"]

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

        let inputs = try files.flatMap { try EventInput.all(at: $0) }
        var isGood = true
        for input in inputs {
            let file = try input.open()
            if inputs.count > 1 { try write(Array("\(file.name.printable):\n".utf8)) }
            let areGood = try explain(file) { recorded in
                // A journal keeps no token and no secret segment, so the result of the check at arrival is shown instead.
                if !recorded.checks.isEmpty {
                    return Explanation(receiver.receive(unverified: recorded.delivery), of: recorded)
                }
                let delivery = recorded.delivery
                return Explanation(receiver.receive(delivery, at: now ?? SystemClock.now()), of: delivery, diagnosis)
            }
            isGood = areGood && isGood
        }
        if !isGood { throw ExitCode.refused }
    }

    /// Explains each delivery of a file; whether all of them are good.
    private func explain(_ file: borrowing File, by explanation: (RecordedDelivery) -> Explanation) throws -> Bool {
        var splitter = JSONSplitter(limit: JSONDocument.maximumSize)
        var rest = try readAll(file)[...]
        var (count, isGood) = (0, true)
        repeat {
            // The file is read in small parts, because all pieces of a part are in memory at once.
            splitter.append(rest.prefix(1 << 16))
            rest = rest.dropFirst(1 << 16)
            while let piece = splitter.next(isLast: rest.isEmpty) {
                do {
                    guard let delivery = try Self.delivery(of: piece) else { continue }
                    let explanation = explanation(delivery)
                    try write(Array(explanation.text.utf8))
                    isGood = isGood && explanation.isGood
                } catch let error as JSONError {
                    let place = "\(file.name.printable):\(error.location?.line ?? 1)"
                    say("\(place): expected a recorded delivery (payload format 2.0): \(error)")
                    isGood = false
                }
                count += 1
            }
        } while !rest.isEmpty
        guard count > 0 else { throw NoInputError(description: "\(file.name.printable): no delivery to explain") }
        return isGood
    }

    /// The delivery that a piece of the input is, or nil if it is not a piece of its own.
    private static func delivery(of piece: JSONSplitter.Piece) throws -> RecordedDelivery? {
        switch piece {
        case .value(let document, let start):
            do throws(JSONError) {
                return try document.root.read(RecordedDelivery.self)
            } catch {
                throw error.moved(to: start)
            }
        case .refused(let error): throw error
        case .refusedBytes, .refusedEnd: return nil
        }
    }
}
