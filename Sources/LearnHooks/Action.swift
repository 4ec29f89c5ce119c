/// Who did what to what: the meaning of an event in one vocabulary for all platforms.
public struct Action: Sendable {
    /// What was done.
    public var kind: Kind
    /// Who did it, or to whom it was done, or nil if the platform does not say.
    public var learner: Learner?
    /// What it was done to.
    public var object: Object
    /// The outcome.
    public var result: Result?
    /// When it happened, or nil if the platform gives no time.
    public var time: Timestamp?
    /// When it must be done: the deadline of an assignment.
    public var due: Timestamp?
    /// The documented fields of the event that no other member carries, under their wire names and as they were sent.
    public var details: JSONValue?
    /// The event, or the row of a list, as it was sent: in `event.unmapped` alone.
    public var payload: JSONValue?
    /// What tells this action from others of its kind and object.
    public var key: Key
    /// Why the row of this action could not be understood.
    public var problem: JSONError?
}

// Written beside the memberwise initializer and by means of it: one that takes its place would make the value and copy it, for
// each optional property begins as nil there.
extension Action {
    /// Creates an action.
    public init(
        _ kind: Kind, learner: Learner? = nil, object: Object, result: Result? = nil, time: Timestamp? = nil,
        due: Timestamp? = nil, details: JSONValue? = nil, key: Key
    ) {
        self.init(
            kind: kind, learner: learner.flatMap { $0.isUnknown ? nil : $0 }, object: object,
            result: result.flatMap { $0.isEmpty ? nil : $0 }, time: time, due: due, details: details, payload: nil,
            key: key, problem: nil)
    }

    /// Creates the action of an event, or of a row, that means nothing known: it is kept whole.
    ///
    /// - Parameters:
    ///   - payload: The event or the row, as it was sent.
    ///   - platform: The platform that sent it.
    ///   - key: What tells it from others; by default the digest of the payload.
    ///   - problem: What is wrong with it, where something is.
    /// - Returns: An `event.unmapped` upon the platform.
    public static func unmapped(
        _ payload: JSONValue, of platform: String, key: Key? = nil, problem: JSONError? = nil
    ) -> Action {
        Action(
            kind: .eventUnmapped, learner: nil, object: .platform(platform), result: nil, time: nil, due: nil,
            details: nil, payload: payload, key: key ?? [.digest(payload)], problem: problem)
    }
}
