import LearnHooks

/// A user reviewed a track.
struct ReviewCreated: EventHandler {
    static let eventType = "review.created"
    static let kinds: [Action.Kind] = [.reviewCreated]

    func actions(for review: Review) -> [Action] {
        [review.action(.reviewCreated, key: [.text(review.reviewID?.text)])]
    }
}
