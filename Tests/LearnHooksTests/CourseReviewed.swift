import LearnHooks

/// A student reviewed a course.
struct CourseReviewed: EventHandler {
    static let eventType = "COURSE_REVIEWED"
    static let kinds: [Action.Kind] = [.reviewCreated]

    struct Event: JSONReadable {
        let id: Identifier?
        let course: Int64
        let name: String?
        let stars: JSONNumber?

        init(json: JSONNode) throws(JSONError) {
            id = json["id"]
            course = try json["data", "course", "id"]
            name = json["data", "course", "name"]
            stars = json["data", "stars"]
        }
    }

    func actions(for event: Event) -> [Action] {
        [
            Action(
                .reviewCreated,
                object: .init(type: .course, id: String(event.course), name: event.name, platformType: "course"),
                result: .init(score: event.stars.map { .init(raw: $0, range: 1...5) }),
                key: [.text(event.id?.text)])
        ]
    }
}
