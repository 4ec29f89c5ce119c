import LearnHooks

/// A course was published or unpublished: one event type says both.
struct CoursePublished: EventHandler {
    static let eventType = "course_published"
    static let kinds: [Action.Kind] = [.coursePublished, .courseUnpublished]

    struct Contents: JSONReadable {
        let course: Course
        let isPublished: Bool?

        init(json: JSONNode) throws(JSONError) {
            course = try Course(json: json)
            isPublished = json["published"]
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let kind = event.data.isPublished == false ? Action.Kind.courseUnpublished : .coursePublished
        return [Action(kind, object: event.data.course.object, time: event.time, key: event.key)]
    }
}
