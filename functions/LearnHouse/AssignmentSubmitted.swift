import LearnHooks

/// A user handed in an assignment, which is a part of a course.
struct AssignmentSubmitted: EventHandler {
    static let eventType = "assignment_submitted"
    static let kinds: [Action.Kind] = [.activityAttempted]

    struct Contents: JSONReadable {
        let pair: UserPart

        init(json: JSONNode) throws(JSONError) {
            pair = try UserPart(json, part: "assignment")
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let pair = event.data.pair
        return [
            Action(
                .activityAttempted, learner: pair.user?.learner, object: pair.part, time: event.time, key: event.key)
        ]
    }
}
