import LearnHooks

/// A user starts playing a track.
struct TrackStarted: EventHandler {
    static let eventType = "track.started"
    static let kinds: [Action.Kind] = [.activityStarted]

    func actions(for play: TrackPlay) -> [Action] {
        [play.action(.activityStarted)]
    }
}
