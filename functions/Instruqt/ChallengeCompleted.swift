import LearnHooks

/// A user completed a challenge.
struct ChallengeCompleted: EventHandler {
    static let eventType = "track.challenge_completed"
    static let kinds: [Action.Kind] = [.activityCompleted]

    func actions(for play: Play) -> [Action] {
        [play.challengeAction(.activityCompleted, .init(completion: true))]
    }
}
