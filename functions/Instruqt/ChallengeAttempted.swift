import LearnHooks

/// A user submits an attempt at a challenge.
struct ChallengeAttempted: EventHandler {
    static let eventType = "track.challenge_attempted"
    static let kinds: [Action.Kind] = [.activityAttempted]

    struct Attempt: JSONReadable {
        let play: Play
        /// Whether the attempt passed; it is in the documents' example, and in none of their tables.
        let isCompleted: Bool?

        init(json: JSONNode) {
            play = Play(json: json)
            isCompleted = json["completed"]
        }
    }

    func actions(for attempt: Attempt) -> [Action] {
        [attempt.play.challengeAction(.activityAttempted, .init(success: attempt.isCompleted))]
    }
}
