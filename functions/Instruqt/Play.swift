import LearnHooks

/// What the events of a play of a track carry: those of the track, of its challenges and of its sandbox.
///
/// Participant and time are in all three of the documents' tables, and in every key. `invite_id` is undefined there and
/// null in the example; `mode` is in the tables and missing from it.
struct Play: Decodable {
    let trackID: String?
    let trackSlug: String?
    let timestamp: Timestamp
    /// One play of the track.
    let participantID: Identifier
    let userID: String?
    /// Challenge events "can contain" it.
    let challengeID: String?
    /// The event as sent.
    let sent: JSONNode

    private enum CodingKeys: String, CodingKey {
        case trackID = "track_id"
        case trackSlug = "track_slug"
        case timestamp
        case participantID = "participant_id"
        case userID = "user_id"
        case challengeID = "challenge_id"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        trackID = try container.decodeIfPresent(String.self, forKey: .trackID)
        trackSlug = try container.decodeIfPresent(String.self, forKey: .trackSlug)
        timestamp = try container.decode(Timestamp.self, forKey: .timestamp)
        participantID = try container.decode(Identifier.self, forKey: .participantID)
        userID = try container.decodeIfPresent(String.self, forKey: .userID)
        challengeID = try container.decodeIfPresent(String.self, forKey: .challengeID)
        sent = try JSONNode(from: decoder)
    }
}

extension Play {
    var learner: Action.Learner { Action.Learner(id: userID) }

    var track: Action.Object {
        Action.Object(type: "course", id: trackID, slug: trackSlug, platformType: "track")
    }

    /// The fields that every play's events share and no member of an action carries.
    var circumstances: JSONValue? {
        sent.picking("invite_id", "mode", "custom_parameters")
    }

    /// Fields that public code reads and no document names.
    var undocumented: JSONValue? {
        sent.picking("claim_id", "reason", "duration", "is_developer_play", "pooled")
    }

    /// An action upon a challenge of the track.
    func challengeAction(_ kind: Action.Kind, _ result: Action.Result? = nil) -> Action {
        Action(
            kind, learner: learner,
            object: Action.Object(type: "lesson", id: challengeID, platformType: "challenge", parent: track),
            result: result, time: timestamp,
            details: sent.picking("organization_id", "participant_id") + circumstances
                + sent.picking("challenge_index", "total_challenges") + undocumented,
            key: [.text(participantID.text), .time(timestamp)])
    }

    /// An action upon the sandbox, which has no id but that of the play.
    func sandboxAction(_ kind: Action.Kind) -> Action {
        Action(
            kind, learner: learner,
            object: Action.Object(type: "environment", id: participantID.text, platformType: "sandbox", parent: track),
            time: timestamp,
            details: sent.picking("organization_id") + circumstances + undocumented,
            key: [.time(timestamp)])
    }
}
