import LearnHooks

/// The person of a row.
///
/// Users may keep their country and city to themselves.
/// Source: https://everyday-digital.gitbook.io/falkor-dev-docs/overview/user-privacy
struct Person: Decodable {
    let email: String?
    let firstname: String?
    let lastname: String?

    var learner: Action.Learner {
        let names = [firstname, lastname].compactMap(\.self).filter { !$0.isEmpty }
        return Action.Learner(name: names.joined(separator: " "), email: email)
    }

    /// The e-mail address as a key: the only thing that tells users apart.
    var key: Action.Key.Field { .text(learner.email) }
}
