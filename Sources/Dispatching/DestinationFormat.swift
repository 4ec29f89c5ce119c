package import ActionFormats
import Journal
import LearnHooks

/// How rows are written for a destination.
package enum DestinationFormat: Sendable {
    /// Each action as a CloudEvent in binary mode.
    case cloudevents(overrides: [(name: String, value: String)])
    /// Actions as an array of CloudEvents.
    case cloudeventsBatch(overrides: [(name: String, value: String)])
    /// Statements of xAPI, as an array.
    case xapi(StatementFormat, version: String)
    /// The body of each delivery, as the platform sent it.
    case payload
    /// The same as a CloudEvent in binary mode.
    case events

    /// The names, as a configuration has them.
    package enum Name: String, CaseIterable, Sendable {
        case cloudevents
        case cloudeventsBatch = "cloudevents-batch"
        case xapi
        case payload
        case events

        /// Whether deliveries are sent, and not actions.
        package var isOfDeliveries: Bool { self == .payload || self == .events }

        /// How many rows a request has at most, where nothing else is configured.
        package var batch: Int { self == .xapi || self == .cloudeventsBatch ? 50 : 1 }
    }

    /// Its name.
    package var name: Name {
        switch self {
        case .cloudevents: .cloudevents
        case .cloudeventsBatch: .cloudeventsBatch
        case .xapi: .xapi
        case .payload: .payload
        case .events: .events
        }
    }

    /// Whether it has something for an action.
    func covers(_ action: IdentifiedAction) -> Bool {
        if case .xapi(let format, _) = self { format.covers(action) } else { true }
    }

    /// Writes a row as an element of an array; nothing where requests have no arrays.
    func element(of row: Row) -> [UInt8] {
        switch (self, row) {
        case (.cloudeventsBatch(let overrides), .action(let action)): CloudEvent(action).overriding(overrides).json
        case (.xapi(let format, _), .action(let action)): format.statement(of: action) ?? []
        default: []
        }
    }

    /// Makes a request of rows.
    ///
    /// - Parameters:
    ///   - rows: The rows, of which those formats alone that have arrays take several.
    ///   - elements: The rows as elements of an array.
    /// - Returns: The fields of the header, and the body.
    func message(_ rows: [Row], _ elements: [[UInt8]]) -> (headers: [Delivery.HeaderField], body: [UInt8]) {
        switch (self, rows.first) {
        case (.xapi(_, let version), _):
            (StatementFormat.headers(version: version), ActionFormat.array(of: elements))
        case (.cloudeventsBatch, _):
            ([.init("Content-Type", CloudEvent.batchMediaType)], ActionFormat.array(of: elements))
        case (.cloudevents(let overrides), .action(let action)): CloudEvent(action).overriding(overrides).binary()
        case (.events, .delivery(let delivery)): CloudEvent(delivery).binary()
        case (_, .delivery(let delivery)): ([.init("Content-Type", delivery.mediaType)], delivery.bytes)
        case (_, .action), (_, nil): ([], [])
        }
    }
}

extension CloudEvent {
    /// Creates the event that a delivery is to a broker: its type is the function's name.
    fileprivate init(_ delivery: DeliveredBody) {
        self.init(
            id: delivery.id, source: delivery.source, type: "\(delivery.event.platform)/\(delivery.event.type)",
            mediaType: delivery.mediaType, body: delivery.bytes)
    }
}
