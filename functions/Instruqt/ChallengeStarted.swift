import LearnHooks

/// A user starts a challenge.
struct ChallengeStarted: EventHandler {
    static let eventType = "track.challenge_started"
    static let kinds: [Action.Kind] = [.activityStarted]

    func actions(for play: Play) -> [Action] {
        [play.challengeAction(.activityStarted)]
    }
}
