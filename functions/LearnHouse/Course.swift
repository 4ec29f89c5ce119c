import LearnHooks

/// The course that an event is about.
struct Course: JSONReadable {
    let object: Action.Object

    init(json: JSONNode) throws(JSONError) {
        let id: Identifier = try json["course_uuid"]
        object = Action.Object(type: .course, id: id.text, name: json["name"], platformType: "course")
    }

    /// The course that something is a part of, which may be missing; nil without an id.
    static func parent(in json: JSONNode) -> Action.Object? {
        let id: Identifier? = json["course", "course_uuid"]
        let course = Action.Object(type: .course, id: id?.text, name: json["course", "name"], platformType: "course")
        return id == nil ? nil : course
    }
}
