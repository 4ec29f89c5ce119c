import LearnHooks

/// A user signed up.
struct UserSignedUp: EventHandler {
    static let eventType = "user_signed_up"
    static let kinds: [Action.Kind] = [.learnerCreated]

    struct Contents: JSONReadable {
        let user: User?
        let details: JSONValue?

        init(json: JSONNode) {
            user = json["user"]
            let user: JSONNode? = json["user"]
            details = ["user": user?.picking("username")] + json.picking("signup_method")
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        [
            Action(
                .learnerCreated, learner: event.data.user?.learner, object: .platform("learnhouse"), time: event.time,
                details: event.data.details, key: event.key)
        ]
    }
}
