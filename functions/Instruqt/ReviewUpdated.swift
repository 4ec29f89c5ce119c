import LearnHooks

/// A user changed a review of a track.
struct ReviewUpdated: EventHandler {
    static let eventType = "review.updated"
    static let kinds: [Action.Kind] = [.reviewUpdated]

    func actions(for review: Review) -> [Action] {
        // Without a time, the content of the review tells one update from another.
        var key: Action.Key = [
            .text(review.reviewID?.text), .number(review.score.map { JSONNumber($0) }), .text(review.content),
        ]
        if let timestamp = review.timestamp { key.fields.append(.time(timestamp)) }
        return [review.action(.reviewUpdated, key: key)]
    }
}
