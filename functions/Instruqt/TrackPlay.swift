import LearnHooks

/// What the events of a track itself carry: the track is their object, so its id is required.
struct TrackPlay: JSONReadable {
    private let play: Play

    init(json: JSONNode) throws(JSONError) {
        _ = try json["track_id"] as Identifier
        play = Play(json: json)
    }

    /// An action upon the track.
    func action(_ kind: Action.Kind, _ result: Action.Result? = nil) -> Action {
        Action(
            kind, learner: play.learner, object: play.track, result: result, time: play.timestamp,
            details: play.sent.picking("organization_id", "participant_id") + play.circumstances
                + play.sent.picking("challenge_id", "challenge_index", "total_challenges") + play.undocumented,
            key: [.text(play.participantID?.text), .time(play.timestamp)])
    }
}
