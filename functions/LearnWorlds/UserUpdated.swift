import LearnHooks

/// A user registered, or changed the profile: the event does not say which.
///
/// It has no time, so the user's data tells one event from the next.
struct UserUpdated: EventHandler {
    static let eventType = "userUpdated"
    static let kinds: [Action.Kind] = [.learnerUpdated]

    struct Contents: JSONReadable {
        let user: User?

        init(json: JSONNode) {
            user = json["user"]
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let user = event.data.user
        return [
            Action(
                .learnerUpdated, learner: user?.learner, object: .platform("learnworlds"),
                details: ["user": user?.details], key: [.text(user?.id?.text), .digest(user?.sent.value)])
        ]
    }
}
