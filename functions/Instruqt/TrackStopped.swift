import LearnHooks

/// A user or the platform stopped a track, which says nothing of its completion.
struct TrackStopped: EventHandler {
    static let eventType = "track.stopped"
    static let kinds: [Action.Kind] = [.activityStopped]

    func actions(for play: TrackPlay) -> [Action] {
        [play.action(.activityStopped)]
    }
}
