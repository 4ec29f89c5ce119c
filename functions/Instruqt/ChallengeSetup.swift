import LearnHooks

/// The platform ran a challenge's setup script.
struct ChallengeSetup: EventHandler {
    static let eventType = "track.challenge_setup"
    static let kinds: [Action.Kind] = [.activityPrepared]

    func actions(for play: Play) -> [Action] {
        [play.challengeAction(.activityPrepared)]
    }
}
