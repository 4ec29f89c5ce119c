public import ActionFormats
import LearnHooks
public import Logging
import NIOCore

/// Where actions go besides the answer, and where deliveries go that could not be handled.
public struct Outlet: Sendable {
    /// How actions are written, wherever they go.
    public var format = ActionFormat.cloudevents
    /// Lines of a file, if any are to be written.
    public var lines: ActionLines?
    /// The server that actions are sent to, if any.
    public var sink: HTTPSink?
    /// Where deliveries are kept that could not be handled, if anywhere.
    public var deadLetters: DeadLetterFolder?

    /// Creates an outlet that leads nowhere.
    public init() {}

    /// How many actions the format has nothing for.
    func omitted(of actions: [IdentifiedAction]) -> Int {
        guard case .xapi(let format) = format else { return 0 }
        return actions.count { !format.covers($0) }
    }

    /// Whether the format has nothing for an action that whoever takes actions should know of.
    func loses(one actions: [IdentifiedAction]) -> Bool {
        guard case .xapi(let format) = format else { return false }
        return actions.contains { format.loses($0) }
    }

    /// Says where actions get lost, if they do.
    public func warn(_ signatureType: SignatureType, _ logger: Logger) {
        guard isEmpty else { return }
        switch signatureType {
        case .http:
            logger.warning("actions go into the answer alone, and platforms throw that away: set ACTIONS_TO")
        case .cloudevent:
            logger.warning("an answer holds one action: set ACTIONS_TO or K_SINK for events that make more")
        }
    }

    /// What became of actions on their way.
    enum Outcome: Sendable, Equatable {
        /// All were taken.
        case taken
        /// Some were not, and may be another time.
        case failed(String)
        /// Some were not, and never will be.
        case refused(String)

        /// Whether another attempt may do better.
        var isFailure: Bool {
            if case .failed = self { true } else { false }
        }

        /// Whether no other attempt will do better.
        var isRefusal: Bool {
            if case .refused = self { true } else { false }
        }
    }

    /// Whether actions go anywhere but into the answer.
    var isEmpty: Bool { sink == nil && lines == nil }

    /// Sends actions to where they go.
    ///
    /// - Parameters:
    ///   - actions: The actions.
    ///   - eventLoop: Where a server is waited for.
    /// - Returns: What became of them; nil where nobody has to be waited for, and all were taken.
    func send(_ actions: [IdentifiedAction], on eventLoop: any EventLoop) -> EventLoopFuture<Outcome>? {
        guard !actions.isEmpty else { return nil }
        guard let sink else { return lines?.write(actions, on: eventLoop) }
        let sent = sink.send(actions, as: format, on: eventLoop)
        guard let lines else { return sent }
        return sent.flatMap { outcome in
            outcome == .taken ? lines.write(actions, on: eventLoop) : eventLoop.makeSucceededFuture(outcome)
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
