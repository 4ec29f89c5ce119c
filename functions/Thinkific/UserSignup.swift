import LearnHooks

/// A user signed up: the payload is the user.
struct UserSignup: EventHandler {
    static let eventType = "user.signup"
    static let kinds: [Action.Kind] = [.learnerCreated]

    struct Payload: JSONReadable {
        let user: User
        let details: JSONValue?

        init(json: JSONNode) {
            user = User(json: json)
            details = json.picking("company", "created_at", "custom_profile_fields", "external_source", "roles")
        }
    }

    func actions(for event: Envelope<Payload>) -> [Action] {
        [
            Action(
                .learnerCreated, learner: event.payload.user.learner, object: .platform("thinkific"),
                time: event.time, details: event.payload.details, key: event.key)
        ]
    }
}
