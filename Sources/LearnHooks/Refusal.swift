/// Why a delivery or an event was refused.
public struct Refusal: Error, Sendable {
    /// The reasons, as the answer to the sender tells them apart.
    public enum Reason: Sendable {
        /// It is no JSON, or has another shape than the platform documents.
        case malformed(JSONError)
        /// Our own code failed.
        case fault(String)
    }

    /// The reason.
    public var reason: Reason
    /// Which event it was, as far as that is known.
    public var event: EventReference?

    /// Creates a refusal.
    public init(_ reason: Reason, event: EventReference? = nil) {
        self.reason = reason
        self.event = event
    }
}

extension Refusal: CustomStringConvertible {
    /// The event and the reason: `konstantly Course/Finished: body.resultValue: expected a number, found a string`.
    public var description: String {
        let reason =
            switch reason {
            case .malformed(let error): error.description
            case .fault(let message): message
            }
        return event.map { "\($0.platform) \($0.type.printable): \(reason)" } ?? reason
    }

    /// Where in the input the fault is.
    public var location: JSONLocation? {
        switch reason {
        case .malformed(let error): error.location
        case .fault: nil
        }
    }
}
