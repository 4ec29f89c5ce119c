import LearnHooks

/// A user's data changed.
///
/// Its body is not documented; it is taken to be that of User/Created.
struct UserEdited: EventHandler {
    static let eventType = "User/Edited"
    static let kinds: [Action.Kind] = [.learnerUpdated]

    func actions(for event: Envelope<UserBody>) -> [Action] {
        let user = event.body.user
        // Two edits can fall into one second: the digest of the user's data tells them apart.
        return [
            event.action(.learnerUpdated, key: [.text(user?.id?.text), .time(event.time), .digest(user?.sent.value)])
        ]
    }
}
