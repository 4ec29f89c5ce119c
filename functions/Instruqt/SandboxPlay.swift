import LearnHooks

/// What the events of a sandbox carry: its only id is that of the play, which is required.
struct SandboxPlay: JSONReadable {
    private let play: Play
    private let participantID: Identifier

    init(json: JSONNode) throws(JSONError) {
        participantID = try json["participant_id"]
        play = Play(json: json)
    }

    /// An action upon the sandbox.
    func action(_ kind: Action.Kind) -> Action {
        Action(
            kind, learner: play.learner,
            object: Action.Object(
                type: .environment, id: participantID.text, platformType: "sandbox", parent: play.track),
            time: play.timestamp,
            details: play.sent.picking("organization_id") + play.circumstances + play.undocumented,
            key: [.time(play.timestamp)])
    }
}
