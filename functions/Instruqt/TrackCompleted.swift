import LearnHooks

/// A user completes a track.
struct TrackCompleted: EventHandler {
    static let eventType = "track.completed"
    static let kinds: [Action.Kind] = [.activityCompleted]

    func actions(for play: TrackPlay) -> [Action] {
        [play.action(.activityCompleted, .init(completion: true))]
    }
}
