import LearnHooks

/// What both events about a review of a track carry.
///
/// The documents give them no time.
struct Review: JSONReadable {
    let reviewID: Identifier?
    let trackID: Identifier
    let trackSlug: String?
    let userID: Identifier?
    /// An integer of unknown range.
    let score: Int64?
    let content: String?
    let timestamp: Timestamp?
    let sent: JSONNode

    init(json: JSONNode) throws(JSONError) {
        trackID = try json["track_id"]
        reviewID = json["review_id"]
        trackSlug = json["track_slug"]
        userID = json["user_id"]
        score = json["score"]
        content = json["content"]
        timestamp = json["timestamp"]
        sent = json
    }

    func action(_ kind: Action.Kind, key: Action.Key) -> Action {
        Action(
            kind, learner: Action.Learner(id: userID?.text),
            object: Action.Object(type: .course, id: trackID.text, slug: trackSlug, platformType: "track"),
            result: Action.Result(score: score.map { .init(raw: JSONNumber($0)) }, response: content),
            time: timestamp, details: sent.picking("review_id", "organization_id"), key: key)
    }
}
