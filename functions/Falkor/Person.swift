import LearnHooks

/// The person of a row.
///
/// Users may keep their country and city to themselves.
/// Source: https://everyday-digital.gitbook.io/falkor-dev-docs/overview/user-privacy
struct Person: JSONReadable {
    let email: String?
    let firstname: String?
    let lastname: String?

    init(json: JSONNode) {
        email = json["email"]
        firstname = json["firstname"]
        lastname = json["lastname"]
    }

    var learner: Action.Learner {
        let names = [firstname, lastname].compactMap(\.self)
        return Action.Learner(name: names.joined(separator: " "), email: email)
    }

    /// The e-mail address as a key: the only id of a user; upper and lower case are the same.
    var key: Action.Key.Field { .text(email?.lowercased()) }
}
