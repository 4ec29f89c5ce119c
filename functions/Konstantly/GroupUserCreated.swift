import LearnHooks

/// A user was added to a group: what is created is the membership.
struct GroupUserCreated: EventHandler {
    static let eventType = "Group/User/Created"
    static let kinds: [Action.Kind] = [.groupJoined]

    struct Body: JSONReadable {
        let user: User?
        let group: Group

        init(json: JSONNode) throws(JSONError) {
            group = try json["group"]
            user = json["user"]
        }
    }

    struct Group: JSONReadable {
        let object: Action.Object
        let details: JSONValue?

        init(json: JSONNode) throws(JSONError) {
            let id: Int64 = try json["id"]
            object = Action.Object(type: .group, id: String(id), name: json["name"], platformType: "group")
            details = json.picking("description", "parentId", "usersCount", "coursesCount", "image")
        }
    }

    func actions(for event: Envelope<Body>) -> [Action] {
        let (user, group) = (event.body.user, event.body.group)
        return [
            Action(
                .groupJoined, learner: user?.learner, object: group.object, time: event.time,
                details: ["user": user?.details, "group": group.details],
                key: [.text(user?.id?.text), .time(event.time)])
        ]
    }
}
