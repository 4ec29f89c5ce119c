import LearnHooks

/// The user that an event is about; the id is a string.
struct User: JSONReadable {
    let id: Identifier?
    let learner: Action.Learner
    /// The documented fields besides id, name and e-mail address.
    ///
    /// `role` is an object in every example and a string in a table; `userAttributes` is a list in User/Created and a map
    /// in Group/User/Created; the REST API calls them `attributes`. Each is handed on as it was sent.
    let details: JSONValue?
    /// The user as sent.
    let sent: JSONNode

    init(json: JSONNode) {
        id = json["id"]
        learner = Action.Learner(id: id?.text, name: json["name"], email: json["email"])
        sent = json
        details = json.picking(
            "language", "timezone", "role", "fromApi", "userAttributes", "attributes", "occupation", "location",
            "isBanned", "image")
    }
}
