import LearnHooks

/// The student that an event is about; ids are 64-bit integers.
struct Student: Decodable {
    let id: Int64?
    let name: String?
    let email: String?

    var learner: Action.Learner {
        Action.Learner(id: id.map(String.init), name: name, email: email)
    }
}
