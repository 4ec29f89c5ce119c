import LearnHooks

/// The user that an event is about, by the id that all but a few events have.
struct User: JSONReadable {
    let learner: Action.Learner

    init(json: JSONNode) {
        let id: Identifier? = json["user_uuid"]
        let (first, last): (String?, String?) = (json["first_name"], json["last_name"])
        let name = [first, last].compactMap(\.self).joined(separator: " ")
        let username: String? = json["username"]
        learner = Action.Learner(id: id?.text, name: name.isEmpty ? username : name, email: json["email"])
    }
}
