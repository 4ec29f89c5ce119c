import LearnHooks

/// A user claimed an invite.
struct InviteClaimed: EventHandler {
    static let eventType = "invite.claimed"
    static let kinds: [Action.Kind] = [.inviteClaimed]

    struct Event: JSONReadable {
        let inviteID: Identifier
        let timestamp: Timestamp?
        let userID: Identifier?
        let sent: JSONNode

        init(json: JSONNode) throws(JSONError) {
            inviteID = try json["invite_id"]
            timestamp = json["timestamp"]
            userID = json["user_id"]
            sent = json
        }
    }

    func actions(for event: Event) -> [Action] {
        [
            Action(
                .inviteClaimed, learner: Action.Learner(id: event.userID?.text),
                object: Action.Object(type: .invite, id: event.inviteID.text, platformType: "invite"),
                time: event.timestamp,
                details: event.sent.picking("team_id", "team_slug", "custom_parameters", "claim_id"),
                key: [.text(event.userID?.text), .time(event.timestamp)])
        ]
    }
}
