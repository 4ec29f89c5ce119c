import LearnHooks

/// The body of the two events that are about a course alone.
struct CourseBody: JSONReadable {
    let course: Course

    init(json: JSONNode) throws(JSONError) {
        course = try json["course"]
    }
}

extension Envelope<CourseBody> {
    func action(_ kind: Action.Kind) -> Action {
        Action(
            kind, object: body.course.object, time: time, details: ["course": body.course.details],
            key: [.time(time)])
    }
}
