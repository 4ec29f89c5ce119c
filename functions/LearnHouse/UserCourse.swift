import LearnHooks

/// The contents of the events that are about a user and a course.
struct UserCourse: JSONReadable {
    let user: User?
    let course: Course

    init(json: JSONNode) throws(JSONError) {
        course = try json["course"]
        user = json["user"]
    }
}

extension Envelope<UserCourse> {
    func action(_ kind: Action.Kind, _ result: Action.Result? = nil) -> Action {
        Action(kind, learner: data.user?.learner, object: data.course.object, result: result, time: time, key: key)
    }
}
