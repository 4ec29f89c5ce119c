import LearnHooks

/// The platform cleaned up after a track.
struct TrackCleaned: EventHandler {
    static let eventType = "track.cleaned"
    static let kinds: [Action.Kind] = [.activityCleaned]

    func actions(for play: TrackPlay) -> [Action] {
        [play.action(.activityCleaned)]
    }
}
