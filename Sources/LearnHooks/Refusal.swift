/// Why a delivery or an event was refused.
public struct Refusal: Error, Sendable {
    /// The reasons for a refusal.
    public enum Reason: Sendable {
        /// Its sender did not prove to be the platform; why is for the log, and not for the sender.
        case notAuthentic(String)
        /// Its path leads to no platform that is served.
        case noSuchPlatform
        /// It was not made with the method that its platform calls with.
        case wrongMethod(expected: String)
        /// It is not JSON, or has another shape than the platform documents.
        case malformed(JSONError)
        /// It is a handshake that is not answered; what was expected.
        case handshake(String)
        /// LearnHooks itself failed.
        case fault(String)
    }

    /// The reason.
    public var reason: Reason
    /// The platform that it was for, if known.
    public var platform: String?
    /// Which event it was, if known.
    public var event: EventReference?

    /// Creates a refusal.
    public init(_ reason: Reason, platform: String? = nil, event: EventReference? = nil) {
        self.reason = reason
        self.platform = platform ?? event?.platform
        self.event = event
    }
}

extension Refusal: CustomStringConvertible {
    /// The event and the reason: `konstantly Course/Finished: body.resultValue: expected a number, found a string`.
    public var description: String {
        let reason =
            switch reason {
            case .notAuthentic(let reason): "not authentic: \(reason)"
            case .noSuchPlatform: "the path leads to no platform that is served"
            case .wrongMethod(let expected): "the platform calls with \(expected), and this is another method"
            case .malformed(let error): error.description
            case .handshake(let problem): "a handshake that is not answered: \(problem)"
            case .fault(let message): message
            }
        if let event { return "\(event.platform) \(event.type.printable): \(reason)" }
        return platform.map { "\($0): \(reason)" } ?? reason
    }

    /// Where in the input the fault is.
    public var location: JSONLocation? {
        switch reason {
        case .malformed(let error): error.location
        case .notAuthentic, .noSuchPlatform, .wrongMethod, .handshake, .fault: nil
        }
    }
}
