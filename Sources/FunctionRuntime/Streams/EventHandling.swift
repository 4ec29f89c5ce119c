import ActionFormats
import Dispatch
import LearnHooks
import Receiving
import Synchronization

/// What came of some events of a stream.
struct HandledEvents: Sendable {
    /// The texts of their actions, in their order.
    var texts: ActionTexts
    /// The pieces of which there is more to say than that they were handled.
    var remarkable: [Remarkable] = []

    /// What was refused, or has a row that was, or is several events; or about which a person is to be told something.
    struct Remarkable: Sendable {
        /// The index of the piece.
        let index: Int
        /// The receipts, one but for the batch of a broker, and for what is no event.
        var receipts: [Receipt] = []
        /// What a person is to be told once.
        var notice: String?
        /// The place behind the texts of its actions.
        let end: ActionTexts.Place
    }
}

/// Pieces of a stream, whose events another thread handles.
final class EventsInHand: Sendable {
    let pieces: [JSONSplitter.Piece]
    private let handled = Mutex<HandledEvents?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    init(_ pieces: [JSONSplitter.Piece], handle: @escaping @Sendable ([JSONSplitter.Piece]) -> HandledEvents) {
        self.pieces = pieces
        DispatchQueue.global().async { [self] in
            let events = handle(pieces)
            handled.withLock { $0 = events }
            isDone.signal()
        }
    }

    /// Waits until they are handled; nil when they were taken before.
    func take() -> HandledEvents? {
        isDone.wait()
        return handled.withLock { $0.take() }
    }
}

/// The work that events of a stream make, none of which depends on another: so it can be shared out.
struct EventHandling: Sendable {
    let receiver: Receiver
    let clock: (@Sendable () -> Timestamp)?
    /// The texts to which those of the actions are added.
    let noTexts: ActionTexts

    /// Handles the events among some pieces of a stream.
    func handle(_ pieces: [JSONSplitter.Piece]) -> HandledEvents {
        var handled = HandledEvents(texts: noTexts)
        for index in pieces.indices {
            switch pieces[index] {
            case .value(let document, let start):
                let (receipts, notice) = receipts(of: document.root, at: start)
                for receipt in receipts {
                    for action in receipt.actions { handled.texts.append(action) }
                }
                if receipts.count == 1, receipts[0].isUnremarkable, notice == nil { continue }
                handled.remarkable.append(
                    .init(index: index, receipts: receipts, notice: notice, end: handled.texts.end))
            case .refused:
                handled.remarkable.append(.init(index: index, end: handled.texts.end))
            case .refusedBytes, .refusedEnd: break
            }
        }
        return handled
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

extension Receipt {
    /// Whether there is no more to say of it than its actions.
    fileprivate var isUnremarkable: Bool {
        switch self {
        case .handled(_, let problems): problems.isEmpty
        case .unmapped, .passedOver: true
        case .refused: false
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
