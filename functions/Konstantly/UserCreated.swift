import LearnHooks

/// A user was created.
struct UserCreated: EventHandler {
    static let eventType = "User/Created"
    static let kinds: [Action.Kind] = [.learnerCreated]

    func actions(for event: Envelope<UserBody>) -> [Action] {
        let user = event.body.user
        return [event.action(.learnerCreated, key: [.text(user?.id?.text), .time(event.time)])]
    }
}
