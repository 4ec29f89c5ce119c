import LearnHooks

/// Who completed something, and when: what both events of a completion have in common.
struct Completion: JSONReadable {
    let user: User?
    let time: Timestamp?
    let details: JSONValue?

    init(json: JSONNode) {
        user = json["user"]
        time = (json["completed_at"] as FractionalSeconds?)?.time
        details = json.picking("manually_completed")
    }

    func action(_ object: Action.Object, _ more: JSONValue) -> Action {
        Action(
            .activityCompleted, learner: user?.learner, object: object, result: Action.Result(completion: true),
            time: time, details: details + more, key: [.text(user?.id?.text), .time(time)])
    }
}
