import ActionFormats
import Dispatch
import LearnHooks
import Receiving
import Synchronization

/// What became of one event of a stream, and what is to be written of it.
struct HandledEvent: Sendable {
    /// Its receipts, one but for the batch of a broker; with each, the texts of its actions.
    let receipts: [(receipt: Receipt, texts: [[UInt8]?])]
    /// What a person is to be told once.
    let notice: String?
}

/// What becomes of some events, of which each thread handles a share.
final class HandledEvents: Sendable {
    private let shares: Mutex<[[HandledEvent?]]>
    private let missing = DispatchGroup()

    init(shares: Int) {
        self.shares = Mutex(Array(repeating: [], count: shares))
        for _ in 0..<shares { missing.enter() }
    }

    func put(_ events: [HandledEvent?], _ share: Int) {
        shares.withLock { $0[share] = events }
        missing.leave()
    }

    /// Waits until all are there, in their order.
    func wait() -> [HandledEvent?] {
        missing.wait()
        return shares.withLock { $0.flatMap(\.self) }
    }
}

/// The work that events of a stream make, none of which depends on another: so it can be shared out.
struct EventHandling: Sendable {
    let receiver: Receiver
    let format: ActionFormat
    let clock: (@Sendable () -> Timestamp)?

    /// The fewest pieces for which it pays to wake another thread.
    private static let fewest = 16

    /// Begins to handle the events among some pieces of a stream.
    ///
    /// - Parameters:
    ///   - pieces: The pieces in their order.
    ///   - jobs: How many threads share the work, at most.
    /// - Returns: What becomes of each; nil for what is no event.
    func begin(_ pieces: [JSONSplitter.Piece], jobs: Int) -> HandledEvents {
        let shares = max(1, min(jobs, pieces.count / Self.fewest))
        let handled = HandledEvents(shares: shares)
        for share in 0..<shares {
            let own = pieces[(pieces.count * share / shares)..<(pieces.count * (share + 1) / shares)]
            if shares == 1 {
                handled.put(own.map(handle), share)
            } else {
                DispatchQueue.global().async { handled.put(own.map(handle), share) }
            }
        }
        return handled
    }

    private func handle(_ piece: JSONSplitter.Piece) -> HandledEvent? {
        guard case .value(let document, let start) = piece else { return nil }
        let (receipts, notice) = receipts(of: document.root, at: start)
        return HandledEvent(
            receipts: receipts.map { ($0, $0.actions.map { format.text(of: $0) }) }, notice: notice)
    }

    /// Makes the receipts of a value, with the places of its errors in the stream: one, but for the batch of a broker.
    private func receipts(of value: JSONNode, at start: JSONLocation) -> (receipts: [Receipt], notice: String?) {
        let input: Input
        do {
            input = try Input(value)
        } catch let error as JSONError {
            return ([.refused(Refusal(.malformed(error.moved(to: start))))], nil)
        } catch {
            return ([.refused(Refusal(.fault("an input cannot be recognised: \(type(of: error))")))], nil)
        }
        // A text within the text has lines of its own, which nobody sees: its errors are where it begins.
        switch (input, clock) {
        case (.payload(let payload), nil):
            return ([receiver.receive(payload).mappingErrors { $0.moved(to: start) }], nil)
        case (.text(let bytes), nil):
            return ([receiver.receive(trusted: bytes).mappingErrors { $0.within("data_base64", at: start) }], nil)
        case (.events(let events), nil):
            return (events.map { receiver.receive($0).mappingErrors { $0.within("body", at: start) } }, nil)
        case (.delivery(let delivery), nil):
            let receipt = receiver.receive(unverified: delivery).mappingErrors { $0.within("body", at: start) }
            return ([receipt], "recorded deliveries are taken as they are: --verify checks who sent them")
        case (.delivery(let delivery), let clock?):
            let reception = receiver.receive(delivery, at: clock())
            var notice: String?
            if let index = reception.verdict?.secretIndex, index > 0, let platform = reception.platform?.name {
                notice = "\(platform): a delivery was signed with secret \(index + 1), not with the first"
            }
            return ([reception.receipt.mappingErrors { $0.within("body", at: start) }], notice)
        case (.payload, _), (.text, _), (.events, _):
            let found =
                value["specversion"] == nil && value["requestContext"] == nil ? "a bare payload" : "a CloudEvent"
            let reason = "expected a recorded delivery, found \(found), which proves nothing of its sender"
            return ([.refused(Refusal(.notAuthentic(reason)))], nil)
        }
    }
}

extension JSONError {
    /// The error of a text that is a member of a value.
    fileprivate func within(_ member: String, at start: JSONLocation) -> JSONError {
        var error = self
        error.path = JSONPath([.key(member)]).appending(path)
        error.location = start
        return error
    }
}
