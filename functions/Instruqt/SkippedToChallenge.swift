import LearnHooks

/// A user skipped to a challenge.
struct SkippedToChallenge: EventHandler {
    static let eventType = "track.skipped_to_challenge"
    static let kinds: [Action.Kind] = [.activitySkippedTo]

    func actions(for play: Play) -> [Action] {
        [play.challengeAction(.activitySkippedTo)]
    }
}
