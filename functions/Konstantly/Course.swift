import LearnHooks

/// The course that an event is about; its id is an integer.
struct Course: Decodable {
    let object: Action.Object
    /// The documented fields besides id and name.
    let details: JSONValue?

    private enum CodingKeys: CodingKey {
        case id, name
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        object = Action.Object(
            type: "course",
            id: String(try container.decode(Int64.self, forKey: .id)),
            name: try container.decodeIfPresent(String.self, forKey: .name),
            platformType: "course")
        details = try JSONNode(from: decoder)
            .picking("annotation", "isDraft", "createdAt", "updatedAt", "publishedAt", "image")
    }
}
