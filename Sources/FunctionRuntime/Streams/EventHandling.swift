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
    private let handled: Mutex<HandledEvents?>
    private let isDone = DispatchSemaphore(value: 0)

    init(_ pieces: [JSONSplitter.Piece], by handling: EventHandling, into room: consuming HandledEvents) {
        self.pieces = pieces
        handled = Mutex(room)
        DispatchQueue.global().async { [self] in
            // Taken out for the time of work, so that it is held once and need not be copied.
            if var events = handled.withLock({ $0.take() }) {
                handling.handle(pieces, into: &events)
                handled.withLock { $0 = events }
            }
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

    /// Handles the events among some pieces of a stream.
    func handle(_ pieces: [JSONSplitter.Piece], into handled: inout HandledEvents) {
        for index in pieces.indices {
            switch pieces[index] {
            case .value(let document, let start): handle(document.root, index, at: start, &handled)
            case .refused: handled.remarkable.append(.init(index: index, end: handled.texts.end))
            case .refusedBytes, .refusedEnd: break
            }
        }
    }

    /// Makes the receipts of a value, with the places of its errors in the stream: one, but for the batch of a broker.
    private func handle(_ value: JSONNode, _ index: Int, at start: JSONLocation, _ handled: inout HandledEvents) {
        let input: Input
        do {
            input = try Input(value)
        } catch let error as JSONError {
            return handled.add(.refused(Refusal(.malformed(error.moved(to: start)))), index)
        } catch {
            return handled.add(
                .refused(Refusal(.fault("an input cannot be recognised: \(type(of: error))"))), index)
        }
        // A text within the text has lines of its own, which nobody sees: its errors are where it begins.
        switch (input, clock) {
        case (.payload(let payload), nil):
            handled.add(receiver.receive(payload).mappingErrors { $0.moved(to: start) }, index)
        case (.text(let bytes), nil):
            handled.add(receiver.receive(trusted: bytes).mappingErrors { $0.within("data_base64", at: start) }, index)
        case (.events(let events), nil):
            handled.add(
                batch: events.map { receiver.receive($0).mappingErrors { $0.within("body", at: start) } }, index)
        case (.delivery(let delivery), nil):
            handled.add(
                receiver.receive(unverified: delivery).mappingErrors { $0.within("body", at: start) }, index,
                notice: "recorded deliveries are taken as they are: --verify checks who sent them")
        case (.delivery(let delivery), let clock?):
            let reception = receiver.receive(delivery, at: clock())
            var notice: String?
            if let index = reception.verdict?.secretIndex, index > 0, let platform = reception.platform?.name {
                notice = "\(platform): a delivery was signed with secret \(index + 1), not with the first"
            }
            handled.add(reception.receipt.mappingErrors { $0.within("body", at: start) }, index, notice: notice)
        case (.payload, _), (.text, _), (.events, _):
            let found =
                value["specversion"] == nil && value["requestContext"] == nil ? "a bare payload" : "a CloudEvent"
            let reason = "expected a recorded delivery, found \(found), which proves nothing of its sender"
            handled.add(.refused(Refusal(.notAuthentic(reason))), index)
        }
    }
}

extension HandledEvents {
    /// Forgets all, and keeps the room.
    mutating func removeAll() {
        texts.removeAll()
        remarkable = []
    }

    /// Adds what came of the event of a piece.
    fileprivate mutating func add(_ receipt: Receipt, _ index: Int, notice: String? = nil) {
        texts.append(receipt)
        if receipt.isUnremarkable, notice == nil { return }
        remarkable.append(.init(index: index, receipts: [receipt], notice: notice, end: texts.end))
    }

    /// Adds what came of the events of a piece that is several.
    fileprivate mutating func add(batch receipts: [Receipt], _ index: Int) {
        for receipt in receipts { texts.append(receipt) }
        remarkable.append(.init(index: index, receipts: receipts, end: texts.end))
    }
}

extension ActionTexts {
    /// Adds the texts of a receipt's actions.
    fileprivate mutating func append(_ receipt: borrowing Receipt) {
        switch receipt {
        case .handled(let actions, _):
            // Through the span, no action is copied only to be looked at.
            let span = actions.span
            for index in span.indices { append(span[index]) }
        case .unmapped(let action): append(action)
        case .passedOver, .refused: break
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
