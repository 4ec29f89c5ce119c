import LearnHooks

/// The pathway that a list belongs to: its name and its SKU, under a key in capitals.
struct Pathway: JSONReadable {
    let name: String?
    let id: Identifier?

    init(json: JSONNode) {
        name = json["name"]
        id = json["ID"]
    }

    var object: Action.Object {
        Action.Object(type: .course, id: id?.text, name: name, platformType: "pathway")
    }
}
