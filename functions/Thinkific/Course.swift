import LearnHooks

/// The course that an event is about; its id is an integer.
struct Course: JSONReadable {
    let object: Action.Object

    init(json: JSONNode) throws(JSONError) {
        let id: Identifier = try json["id"]
        object = Action.Object(type: .course, id: id.text, name: json["name"], platformType: "course")
    }
}
