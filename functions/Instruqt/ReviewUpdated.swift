import LearnHooks

/// A user changed a review of a track.
struct ReviewUpdated: EventHandler {
    static let eventType = "review.updated"
    static let kinds: [Action.Kind] = [.reviewUpdated]

    func actions(for review: Review) -> [Action] {
        // Without a time, what the review says now tells one update from another.
        [
            review.action(
                .reviewUpdated,
                key: [
                    .text(review.reviewID.text), .number(review.score.map { JSONNumber($0) }), .text(review.content),
                ])
        ]
    }
}
