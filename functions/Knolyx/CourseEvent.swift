import LearnHooks

/// The contents of the three events that are about a student and a course.
struct CourseEvent: Decodable {
    let user: Student?
    let course: Course

    struct Course: Decodable {
        let id: Int64
        let name: String?
    }

    var object: Action.Object {
        Action.Object(type: "course", id: String(course.id), name: course.name, platformType: "course")
    }
}

extension Envelope<CourseEvent> {
    func action(_ kind: Action.Kind, _ result: Action.Result? = nil) -> Action {
        Action(kind, learner: data.user?.learner, object: data.object, result: result, key: key)
    }
}
