import LearnHooks

/// The pathway that a list belongs to: its name and its SKU, under a key in capitals.
struct Pathway: Decodable {
    let name: String?
    let id: String?

    enum CodingKeys: String, CodingKey {
        case name
        case id = "ID"
    }

    var object: Action.Object {
        Action.Object(type: "course", id: id, name: name, platformType: "pathway")
    }
}
