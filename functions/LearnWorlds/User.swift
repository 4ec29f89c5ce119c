import LearnHooks

/// The user that an event is about; the id is a string of hexadecimal digits.
struct User: JSONReadable {
    let id: Identifier?
    let learner: Action.Learner
    /// The documented fields that say nothing private, besides id, name and e-mail address.
    let details: JSONValue?
    /// The user as sent.
    let sent: JSONNode

    init(json: JSONNode) {
        id = json["id"]
        let (first, last): (String?, String?) = (json["first_name"], json["last_name"])
        let name = [first, last].compactMap(\.self).joined(separator: " ")
        let username: String? = json["username"]
        learner = Action.Learner(id: id?.text, name: name.isEmpty ? username : name, email: json["email"])
        details = json.picking("created", "last_login", "username", "tags")
        sent = json
    }
}
