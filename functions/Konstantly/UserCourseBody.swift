import LearnHooks

/// What the events about a user and a course have in common; which children `user` and `course` carry is documented for
/// some of them alone.
struct UserCourseBody: Decodable {
    let course: Course
    let user: User
    /// The body as sent.
    let sent: JSONNode

    private enum CodingKeys: CodingKey {
        case course, user
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        course = try container.decode(Course.self, forKey: .course)
        user = try container.decode(User.self, forKey: .user)
        sent = try JSONNode(from: decoder)
    }

    /// The details of both.
    var details: JSONValue? { ["course": course.details, "user": user.details] }
}
