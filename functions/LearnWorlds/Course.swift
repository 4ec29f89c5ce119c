import LearnHooks

/// The course or the learning program that an event is about; its id is the name in its URL.
struct Course: JSONReadable {
    private let id: Identifier
    private let title: String?
    /// The documented fields besides id and title.
    let details: JSONValue?

    init(json: JSONNode) throws(JSONError) {
        id = try json["id"]
        title = json["title"]
        details = json.picking("access", "created", "modified", "expires", "expiresType", "final_price")
    }

    /// The course, or what else it is, as an object.
    func object(_ type: Action.ObjectType, _ platformType: String) -> Action.Object {
        Action.Object(type: type, id: id.text, name: title, platformType: platformType)
    }
}
