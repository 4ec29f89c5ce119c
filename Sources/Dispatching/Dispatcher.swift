package import Journal
package import NIOCore

/// Sends the rows of deliveries to destinations, and waits for all of them, side by side.
package final class Dispatcher: Sendable {
    /// The destinations.
    package let destinations: [Destination]
    /// Whether the bodies of deliveries go to one of them.
    package let takesDeliveries: Bool
    private let clients: [DestinationClient]

    /// Creates a dispatcher.
    package init(_ destinations: [Destination]) {
        self.destinations = destinations
        takesDeliveries = destinations.contains { $0.format.name.isOfDeliveries }
        clients = destinations.map { DestinationClient($0) }
    }

    /// Sends rows to the destinations that take them.
    ///
    /// - Parameters:
    ///   - rows: The rows, in their order.
    ///   - trace: Where the delivery stands in a trace.
    ///   - eventLoop: Where answers are waited for.
    /// - Returns: The outcome at each destination that takes them, or nil if there is no destination.
    package func send(
        _ rows: [Row], trace: TraceContext? = nil, on eventLoop: any EventLoop
    ) -> EventLoopFuture<[DestinationOutcome]>? {
        let outcomes = clients.compactMap { client in
            let rows = client.rows(of: rows)
            return rows.isEmpty ? nil : send(rows, to: client, trace, on: eventLoop)
        }
        return outcomes.isEmpty ? nil : EventLoopFuture.whenAllSucceed(outcomes, on: eventLoop)
    }

    private func send(
        _ rows: [Row], to client: DestinationClient, _ trace: TraceContext?, on eventLoop: any EventLoop
    ) -> EventLoopFuture<DestinationOutcome> {
        let promise = eventLoop.makePromise(of: DestinationOutcome.self)
        eventLoop.execute { Shipment(rows, to: client, trace, on: eventLoop, promise).begin() }
        return promise.futureResult
    }
}
