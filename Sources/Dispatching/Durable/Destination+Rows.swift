import ActionFormats
import Calling
import Journal
import LearnHooks

extension Destination {
    /// What is sent of an open row: a correction is nothing to xAPI, for a store keeps what it has under an id.
    func body(of open: OpenRow) -> DispatchRow.Body {
        open.isCorrection && format.name == .xapi ? .notTaken : body(of: open.row)
    }

    /// What is sent of a row of the log.
    func body(of row: LogRow) -> DispatchRow.Body {
        guard (row.kind == nil) == format.name.isOfDeliveries, filter.takes(row) else { return .notTaken }
        switch row.content {
        case nil: return .gone
        case .delivery(let type, let mediaType, let source, let bytes):
            let event = EventReference(platform: row.platform, type: type)
            let body = DeliveredBody(id: row.id, source: source, event: event, mediaType: mediaType, bytes: bytes)
            return .row(.delivery(body), bytes: bytes.count)
        case .action(let bytes):
            guard let directory, directory.api.platform == row.platform,
                let event = try? JSONDocument(parsing: bytes).root.value,
                let unnamed = UnnamedLearner(of: event, directory.api)
            else { return body(of: bytes) }
            return .unnamed(unnamed, bytes)
        }
    }

    /// What is sent of an action of the log, with its learner's names where there are any.
    func body(of action: [UInt8], naming learner: Action.Learner?) -> DispatchRow.Body {
        guard let learner, !learner.isUnknown, let event = try? JSONDocument(parsing: action).root.value else {
            return body(of: action)
        }
        var writer = JSONWriter()
        writer.value(event.naming(learner))
        return body(of: writer.bytes)
    }

    private func body(of bytes: [UInt8]) -> DispatchRow.Body {
        let action: IdentifiedAction
        do {
            action = try IdentifiedAction(event: bytes)
        } catch {
            return .unreadable("its content cannot be read: \(error)")
        }
        guard format.covers(action) else { return .notTaken }
        let element = format.element(of: .action(action))
        return element.isEmpty ? .row(.action(action), bytes: bytes.count) : .element(element)
    }
}

extension DestinationFormat {
    /// Makes a request of rows as a lane has them.
    func message(_ rows: [DispatchRow]) -> (headers: [Delivery.HeaderField], body: [UInt8]) {
        var (whole, elements): ([Row], [[UInt8]]) = ([], [])
        for row in rows {
            switch row.body {
            case .element(let bytes): elements.append(bytes)
            case .row(let row, _): whole.append(row)
            case .notTaken, .gone, .unreadable, .unnamed: break
            }
        }
        return message(whole, elements)
    }
}
