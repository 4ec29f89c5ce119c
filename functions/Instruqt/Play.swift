import LearnHooks

/// What the events of a play of a track carry: those of the track, of its challenges and of its sandbox.
///
/// Participant and time are in all three of the documents' tables, and in the keys. `invite_id` is undefined there and
/// null in the example; `mode` is in the tables and missing from it.
struct Play: JSONReadable {
    let trackID: Identifier?
    let trackSlug: String?
    let timestamp: Timestamp?
    /// One play of the track.
    let participantID: Identifier?
    let userID: Identifier?
    /// Challenge events "can contain" it.
    let challengeID: Identifier?
    /// The event as sent.
    let sent: JSONNode

    init(json: JSONNode) {
        trackID = json["track_id"]
        trackSlug = json["track_slug"]
        timestamp = json["timestamp"]
        participantID = json["participant_id"]
        userID = json["user_id"]
        challengeID = json["challenge_id"]
        sent = json
    }
}

extension Play {
    var learner: Action.Learner { Action.Learner(id: userID?.text) }

    var track: Action.Object {
        Action.Object(type: .course, id: trackID?.text, slug: trackSlug, platformType: "track")
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
            object: Action.Object(type: .lesson, id: challengeID?.text, platformType: "challenge", parent: track),
            result: result, time: timestamp,
            details: sent.picking("organization_id", "participant_id") + circumstances
                + sent.picking("challenge_index", "total_challenges") + undocumented,
            key: [.text(participantID?.text), .time(timestamp)])
    }
}
