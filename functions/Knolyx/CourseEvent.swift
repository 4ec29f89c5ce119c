import LearnHooks

/// The contents of the three events that are about a student and a course.
struct CourseEvent: JSONReadable {
    let user: Student?
    let course: Action.Object

    init(json: JSONNode) throws(JSONError) {
        let course: JSONNode = try json["course"]
        let id: Int64 = try course["id"]
        self.course = Action.Object(type: .course, id: String(id), name: course["name"], platformType: "course")
        user = json["user"]
    }
}

extension Envelope<CourseEvent> {
    func action(_ kind: Action.Kind, _ result: Action.Result? = nil) -> Action {
        Action(kind, learner: data.user?.learner, object: data.course, result: result, key: key)
    }
}
