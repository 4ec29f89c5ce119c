import LearnHooks

/// The user that an event is about; the id is a string.
struct User: Decodable {
    let id: Identifier
    let learner: Action.Learner
    /// The documented fields besides id, name and e-mail address.
    ///
    /// `role` is an object in every example and a string in a table; `userAttributes` is a list in User/Created and a map
    /// in Group/User/Created; the REST API calls them `attributes`. Each is handed on as it was sent.
    let details: JSONValue?
    /// The user as sent.
    let sent: JSONNode

    private enum CodingKeys: CodingKey {
        case id, name, email
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(Identifier.self, forKey: .id)
        learner = Action.Learner(
            id: id.text,
            name: try container.decodeIfPresent(String.self, forKey: .name),
            email: try container.decodeIfPresent(String.self, forKey: .email))
        sent = try JSONNode(from: decoder)
        details = sent.picking(
            "language", "timezone", "role", "fromApi", "userAttributes", "attributes", "occupation", "location",
            "isBanned", "image")
    }
}
