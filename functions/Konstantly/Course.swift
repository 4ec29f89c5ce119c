import LearnHooks

/// The course that an event is about; its id is an integer.
struct Course: JSONReadable {
    let object: Action.Object
    /// The documented fields besides id and name.
    let details: JSONValue?

    init(json: JSONNode) throws(JSONError) {
        let id: Int64 = try json["id"]
        object = Action.Object(type: .course, id: String(id), name: json["name"], platformType: "course")
        details = json.picking("annotation", "isDraft", "createdAt", "updatedAt", "publishedAt", "image")
    }
}
