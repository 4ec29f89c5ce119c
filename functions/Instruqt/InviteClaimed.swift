import LearnHooks

/// A user claimed an invite.
struct InviteClaimed: EventHandler {
    static let eventType = "invite.claimed"
    static let kinds: [Action.Kind] = [.inviteClaimed]

    struct Event: Decodable {
        let inviteID: Identifier
        let timestamp: Timestamp
        let userID: Identifier
        let sent: JSONNode

        private enum CodingKeys: String, CodingKey {
            case inviteID = "invite_id"
            case timestamp
            case userID = "user_id"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            inviteID = try container.decode(Identifier.self, forKey: .inviteID)
            timestamp = try container.decode(Timestamp.self, forKey: .timestamp)
            userID = try container.decode(Identifier.self, forKey: .userID)
            sent = try JSONNode(from: decoder)
        }
    }

    func actions(for event: Event) -> [Action] {
        [
            Action(
                .inviteClaimed, learner: Action.Learner(id: event.userID.text),
                object: Action.Object(type: "invite", id: event.inviteID.text, platformType: "invite"),
                time: event.timestamp,
                details: event.sent.picking("team_id", "team_slug", "custom_parameters", "claim_id"),
                key: [.text(event.userID.text), .time(event.timestamp)])
        ]
    }
}
