public import ActionFormats
package import Dispatching
import Faults
import Journal
package import LearnHooks
public import Logging
import NIOCore
package import Receiving

/// Where actions go besides the answer, and where deliveries go that could not be handled.
public struct Outlet: Sendable {
    /// How actions are written in answers and lines.
    public var format = ActionFormat.cloudevents
    /// Lines of a file, if any are to be written.
    public var lines: ActionLines?
    /// The destinations that actions and deliveries are sent to, if any.
    package var destinations: [Destination] = []
    /// What sends them there and waits, where there is no journal.
    package var dispatcher: Dispatcher?
    /// Where deliveries and their actions are stored before they are answered, if anywhere: destinations get them from there.
    package private(set) var durable: DurableDelivery?
    /// The journal, if there is one.
    var journal: Journal? { durable?.journal }
    /// Where deliveries are kept that could not be handled, if anywhere.
    public var deadLetters: DeadLetterFolder?

    /// Creates an outlet without destinations.
    public init() {}

    /// How many actions no destination gets, because its format cannot express them.
    func omitted(of actions: [IdentifiedAction]) -> Int {
        guard !destinations.isEmpty else { return actions.count { !format.covers($0) } }
        // A destination that takes whole deliveries gets everything.
        if takesDeliveries { return 0 }
        return actions.count { action in
            let takers = destinations.filter { $0.takes(.action(action)) }
            return !takers.isEmpty && !takers.contains { $0.covers(.action(action)) }
                && !(lines != nil && format.covers(action))
        }
    }

    /// Opens the journal, if there is to be one.
    ///
    /// - Parameters:
    ///   - settings: Where it is, and how long things are kept, or nil for none.
    ///   - receiver: What makes the receipts that go into it.
    ///   - clock: The present time.
    ///   - logger: Where it says what happens to destinations.
    /// - Throws: `ConfigurationError` if it cannot be opened.
    package mutating func open(
        _ settings: JournalSettings?, for receiver: Receiver,
        clock: @escaping @Sendable () -> Timestamp = SystemClock.now,
        logger: Logger
    ) async throws {
        guard let settings else { return }
        durable = try await DurableDelivery(settings, to: destinations, of: receiver, clock: clock, logger: logger)
    }

    /// Says where actions go.
    public func announce(to logger: Logger) {
        for destination in destinations {
            // The path can be a secret, so neither it nor a header is logged.
            logger.info(
                "destination",
                metadata: [
                    "destination.name": "\(destination.name)", "destination.origin": "\(destination.origin)",
                    "destination.format": "\(destination.format.name.rawValue)",
                    "destination.takes": "\(destination.filter.description)",
                ])
        }
        if dispatcher != nil, destinations.count > 1 {
            logger.warning("while one destination is down, each attempt of a platform repeats to the others")
        }
    }

    /// Whether the format cannot express an action that a destination should know of.
    func loses(one actions: [IdentifiedAction]) -> Bool {
        guard case .xapi(let format) = format else { return false }
        return actions.contains { format.loses($0) }
    }

    /// Logs if actions get lost.
    public func warn(_ signatureType: SignatureType, _ logger: Logger) {
        guard isEmpty else { return }
        switch signatureType {
        case .http:
            logger.warning("actions go into the answer alone, and platforms throw that away: set ACTIONS_TO")
        case .cloudevent:
            logger.warning("an answer holds one action: set ACTIONS_TO or K_SINK for events that make more")
        }
    }

    /// Whether actions go anywhere but into the answer.
    var isEmpty: Bool { destinations.isEmpty && lines == nil && durable?.isLasting != true }

    /// Why no delivery can be taken just now, or nil if they can: a destination that is down is no reason.
    var obstacle: String? { journal?.isAvailable == false ? "the journal cannot be written" : nil }

    /// Whether the bodies of deliveries go anywhere.
    var takesDeliveries: Bool { destinations.contains { $0.format.name.isOfDeliveries } }

    /// Sends actions, and the deliveries that they were made of, to where they go.
    ///
    /// - Parameters:
    ///   - actions: The actions.
    ///   - bodies: The deliveries' bodies.
    ///   - trace: Where the request stands in a trace.
    ///   - eventLoop: Where destinations are waited for.
    /// - Returns: The outcome, or nil if no destination has to be waited for.
    func send(
        _ actions: [IdentifiedAction], _ bodies: [DeliveredBody], _ trace: TraceContext?, on eventLoop: any EventLoop
    ) -> EventLoopFuture<Delivered>? {
        let rows = bodies.map { Row.delivery($0) } + (dispatcher == nil ? [] : actions.map { .action($0) })
        guard let sent = dispatcher?.send(rows, trace: trace, on: eventLoop)?.map({ Delivered(destinations: $0) })
        else { return actions.isEmpty ? nil : lines?.write(actions, on: eventLoop).map { Delivered(problem: $0) } }
        guard let lines, !actions.isEmpty else { return sent }
        return sent.flatMap { delivered in
            guard !delivered.hasFailed else { return eventLoop.makeSucceededFuture(delivered) }
            return lines.write(actions, on: eventLoop).map {
                Delivered(destinations: delivered.destinations, problem: $0)
            }
        }
    }

    /// Stores deliveries and their actions.
    ///
    /// - Parameters:
    ///   - entries: The deliveries, of which those that are stored stay so where another is not: a repeat finds them.
    ///   - actions: What was made of them, for lines.
    ///   - eventLoop: Where the journal is waited for.
    /// - Returns: The outcome, or nil if there is no journal.
    func store(
        _ entries: [JournalEntry], _ actions: [IdentifiedAction], on eventLoop: any EventLoop
    ) -> EventLoopFuture<Delivered>? {
        guard let journal, !entries.isEmpty else { return nil }
        Fault.verified.crash()
        let stored = entries.map { entry in
            journal.append(entry, on: eventLoop).map { Result<Appended, JournalError>.success($0) }
                .flatMapErrorThrowing { error in
                    .failure(error as? JournalError ?? JournalError(.input, "the delivery could not be stored"))
                }
        }
        return EventLoopFuture.whenAllSucceed(stored, on: eventLoop).flatMap { stored in
            let delivered = Delivered(stored: stored)
            guard let lines, !actions.isEmpty, !delivered.hasFailed else {
                return eventLoop.makeSucceededFuture(delivered)
            }
            return lines.write(actions, on: eventLoop).map { $0 == nil ? delivered : Delivered(problem: $0) }
        }
    }

    /// Keeps a delivery that could not be handled.
    ///
    /// - Returns: Whether it is kept.
    func keep(_ delivery: Delivery, at arrival: Timestamp, from platform: String?, _ logger: Logger) -> Bool {
        guard let deadLetters else { return false }
        do throws(FileError) {
            try deadLetters.keep(delivery, at: arrival, from: platform)
            return true
        } catch {
            logger.error("a delivery could not be kept", metadata: ["problem": "\(error)"])
            return false
        }
    }
}

extension ActionFormat {
    /// Whether it has something for an action.
    fileprivate func covers(_ action: IdentifiedAction) -> Bool {
        if case .xapi(let format) = self { format.covers(action) } else { true }
    }
}
