import LearnHooks

/// What the events about a user and a course have in common; which children `user` and `course` carry is documented for
/// some of them alone.
struct UserCourseBody: JSONReadable {
    let course: Course
    let user: User?
    /// The body as sent.
    let sent: JSONNode

    init(json: JSONNode) throws(JSONError) {
        course = try json["course"]
        user = json["user"]
        sent = json
    }

    /// The details of both.
    var details: JSONValue? { ["course": course.details, "user": user?.details] }
}
