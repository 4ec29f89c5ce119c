import LearnHooks

/// A user completed a course, or was marked as having completed it.
struct CourseCompleted: EventHandler {
    static let eventType = "courseCompleted"
    static let kinds: [Action.Kind] = [.activityCompleted]

    struct Contents: JSONReadable {
        let course: Course
        let completion: Completion

        init(json: JSONNode) throws(JSONError) {
            course = try json["course"]
            completion = Completion(json: json)
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let course = event.data.course
        return [event.data.completion.action(course.object(.course, "course"), ["course": course.details])]
    }
}
