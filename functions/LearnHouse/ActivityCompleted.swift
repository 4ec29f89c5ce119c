import LearnHooks

/// A user completed an activity, which is a part of a course.
struct ActivityCompleted: EventHandler {
    static let eventType = "activity_completed"
    static let kinds: [Action.Kind] = [.activityCompleted]

    struct Contents: JSONReadable {
        let pair: UserPart
        let details: JSONValue?

        init(json: JSONNode) throws(JSONError) {
            pair = try UserPart(json, part: "activity")
            let activity: JSONNode = try json["activity"]
            details = ["activity": activity.picking("activity_type")]
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let pair = event.data.pair
        return [
            Action(
                .activityCompleted, learner: pair.user?.learner, object: pair.part,
                result: Action.Result(completion: true), time: event.time, details: event.data.details, key: event.key)
        ]
    }
}
