import LearnHooks
import Receiving

/// Handles events of a stream, which do not depend on each other, so that several threads can share them.
struct EventHandling: Sendable {
    let receiver: Receiver
    let clock: (@Sendable () -> Timestamp)?

    /// Handles the events among some pieces of a stream.
    func handle(_ pieces: [JSONSplitter.Piece], into handled: inout HandledEvents) {
        for index in pieces.indices {
            switch pieces[index] {
            case .value(let document, let start): handle(document.root, index, at: start, &handled)
            case .refused: handled.add(batch: [], index)
            case .refusedBytes, .refusedEnd: break
            }
        }
    }

    /// Makes the receipts of a value, with the places of its errors in the stream: one, except for the batch of a broker.
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
        // An event inside a string has lines that nobody sees, so its errors are placed where the string begins.
        switch (input, clock) {
        case (.payload(let payload, let problems), nil):
            handled.add(receiver.receive(payload).adding(problems), index) { $0.moved(to: start) }
        case (.text(let bytes, let member, let problems), nil):
            let receipt = receiver.receive(trusted: bytes).mappingErrors { $0.within(member, at: start) }
            handled.add(receipt.adding(problems.map { $0.moved(to: start) }), index)
        case (.events(let events), nil):
            handled.add(
                batch: events.map { receiver.receive($0).mappingErrors { $0.within("body", at: start) } }, index)
        case (.delivery(let delivery), nil):
            handled.add(
                receiver.receive(unverified: delivery), index,
                notice:
                    "some of the input is recorded HTTP requests: their events are handled without a check of who sent "
                    + "them (add --verify for one)"
            ) { $0.within("body", at: start) }
        case (.delivery(let delivery), let clock?):
            let reception = receiver.receive(delivery, at: clock())
            var notice: String?
            if let index = reception.verdict?.secretIndex, index > 0, let platform = reception.platform?.name {
                notice = "\(platform): a delivery was signed with secret \(index + 1), not with the first"
            }
            handled.add(reception.receipt, index, notice: notice) { $0.within("body", at: start) }
        case (.payload, _), (.text, _), (.events, _):
            let found =
                value["specversion"] == nil && value["requestContext"] == nil ? "a bare payload" : "a CloudEvent"
            let reason = "expected a recorded delivery, found \(found), which proves nothing of its sender"
            handled.add(.refused(Refusal(.notAuthentic(reason))), index)
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
