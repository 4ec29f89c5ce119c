import LearnHooks

/// What both events about a review of a track carry.
///
/// The documents give them no time.
struct Review: Decodable {
    let reviewID: Identifier
    let trackID: Identifier
    let trackSlug: String?
    let userID: String?
    /// An integer of unknown range.
    let score: Int64?
    let content: String?
    let timestamp: Timestamp?
    let sent: JSONNode

    private enum CodingKeys: String, CodingKey {
        case reviewID = "review_id"
        case trackID = "track_id"
        case trackSlug = "track_slug"
        case userID = "user_id"
        case score, content, timestamp
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        reviewID = try container.decode(Identifier.self, forKey: .reviewID)
        trackID = try container.decode(Identifier.self, forKey: .trackID)
        trackSlug = try container.decodeIfPresent(String.self, forKey: .trackSlug)
        userID = try container.decodeIfPresent(String.self, forKey: .userID)
        score = try container.decodeIfPresent(Int64.self, forKey: .score)
        content = try container.decodeIfPresent(String.self, forKey: .content)
        timestamp = try container.decodeIfPresent(Timestamp.self, forKey: .timestamp)
        sent = try JSONNode(from: decoder)
    }

    func action(_ kind: Action.Kind, key: Action.Key) -> Action {
        Action(
            kind, learner: Action.Learner(id: userID),
            object: Action.Object(type: "course", id: trackID.text, slug: trackSlug, platformType: "track"),
            result: Action.Result(score: score.map { .init(raw: JSONNumber($0)) }, response: content),
            time: timestamp, details: sent.picking("review_id", "organization_id"), key: key)
    }
}
