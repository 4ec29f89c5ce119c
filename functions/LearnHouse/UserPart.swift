import LearnHooks

/// The contents of the events that are about a user and a part of a course.
struct UserPart {
    let user: User?
    let part: Action.Object

    init(_ json: JSONNode, part: String) throws(JSONError) {
        let id: Identifier = try json[part, "\(part)_uuid"]
        self.part = Action.Object(
            type: .lesson, id: id.text, platformType: part, parent: Course.parent(in: json))
        user = json["user"]
    }
}
