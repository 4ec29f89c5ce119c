import LearnHooks

/// A user enrolled in a free course; a paid course is a product that was bought.
struct EnrolledFreeCourse: EventHandler {
    static let eventType = "enrolledFreeCourse"
    static let kinds: [Action.Kind] = [.enrolmentCreated]

    struct Contents: JSONReadable {
        let user: User?
        let course: Course
        let date: FractionalSeconds?

        init(json: JSONNode) throws(JSONError) {
            course = try json["course"]
            user = json["user"]
            date = json["date"]
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let data = event.data
        return [
            Action(
                .enrolmentCreated, learner: data.user?.learner, object: data.course.object(.course, "course"),
                time: data.date?.time, details: ["course": data.course.details],
                key: [.text(data.user?.id?.text), .time(data.date?.time)])
        ]
    }
}
