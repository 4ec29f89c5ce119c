import LearnHooks

/// The body of the two events that are about a user alone.
struct UserBody: JSONReadable {
    let user: User?

    init(json: JSONNode) {
        user = json["user"]
    }
}

extension Envelope<UserBody> {
    func action(_ kind: Action.Kind, key: Action.Key) -> Action {
        Action(
            kind, learner: body.user?.learner, object: .platform("konstantly"), time: time,
            details: ["user": body.user?.details], key: key)
    }
}
