import LearnHooks

/// A user was added to a group: what is created is the membership.
struct GroupUserCreated: EventHandler {
    static let eventType = "Group/User/Created"
    static let kinds: [Action.Kind] = [.groupJoined]

    struct Body: Decodable {
        let user: User
        let group: Group
    }

    struct Group: Decodable {
        let object: Action.Object
        let details: JSONValue?

        private enum CodingKeys: CodingKey {
            case id, name
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            object = Action.Object(
                type: "group",
                id: String(try container.decode(Int64.self, forKey: .id)),
                name: try container.decodeIfPresent(String.self, forKey: .name),
                platformType: "group")
            details = try JSONNode(from: decoder)
                .picking("description", "parentId", "usersCount", "coursesCount", "image")
        }
    }

    func actions(for event: Envelope<Body>) -> [Action] {
        let (user, group) = (event.body.user, event.body.group)
        return [
            Action(
                .groupJoined, learner: user.learner, object: group.object, time: event.time,
                details: ["user": user.details, "group": group.details],
                key: [.text(user.id.text), .time(event.time)])
        ]
    }
}
