import LearnHooks

/// The platform ran a challenge's cleanup script.
struct ChallengeCleaned: EventHandler {
    static let eventType = "track.challenge_cleaned"
    static let kinds: [Action.Kind] = [.activityCleaned]

    func actions(for play: Play) -> [Action] {
        [play.challengeAction(.activityCleaned)]
    }
}
