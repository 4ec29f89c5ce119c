import LearnHooks

/// The user that an event is about; ids are integers.
struct User: JSONReadable {
    let id: Identifier?
    let firstName: String?
    let lastName: String?
    let email: String?

    init(json: JSONNode) {
        id = json["id"]
        firstName = json["first_name"]
        lastName = json["last_name"]
        email = json["email"]
    }

    var learner: Action.Learner {
        let name = [firstName, lastName].compactMap(\.self).joined(separator: " ")
        return Action.Learner(id: id?.text, name: name, email: email)
    }
}
