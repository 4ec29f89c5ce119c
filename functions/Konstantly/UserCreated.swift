import LearnHooks

/// A user was created.
struct UserCreated: EventHandler {
    static let eventType = "User/Created"
    static let kinds: [Action.Kind] = [.learnerCreated]

    func actions(for event: Envelope<UserBody>) -> [Action] {
        let user = event.body.user
        return [event.action(.learnerCreated, key: [.text(user.id.text), .time(event.time)])]
    }
}

/// The body of the two events that are about a user alone.
struct UserBody: Decodable {
    let user: User
}

extension Envelope<UserBody> {
    func action(_ kind: Action.Kind, key: Action.Key) -> Action {
        Action(
            kind, learner: body.user.learner, object: .platform("konstantly"), time: time,
            details: ["user": body.user.details], key: key)
    }
}
