import LearnHooks

/// The student that an event is about; ids are 64-bit integers.
struct Student: JSONReadable {
    let id: Int64?
    let name: String?
    let email: String?

    init(json: JSONNode) {
        id = json["id"]
        name = json["name"]
        email = json["email"]
    }

    var learner: Action.Learner {
        Action.Learner(id: id.map(String.init), name: name, email: email)
    }
}
