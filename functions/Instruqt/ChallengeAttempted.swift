import LearnHooks

/// A user submits an attempt at a challenge.
struct ChallengeAttempted: EventHandler {
    static let eventType = "track.challenge_attempted"
    static let kinds: [Action.Kind] = [.activityAttempted]

    func actions(for play: Play) -> [Action] {
        [play.challengeAction(.activityAttempted, .init(success: play.isCompleted))]
    }
}
