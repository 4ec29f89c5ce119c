import LearnHooks

/// A student reviewed a course.
struct CourseReviewed: EventHandler {
    static let eventType = "COURSE_REVIEWED"
    static let kinds: [Action.Kind] = [.reviewCreated]

    struct Event: Decodable {
        let id: Identifier
        let data: Review
    }

    struct Review: Decodable {
        let course: Course
        let stars: JSONNumber?
    }

    struct Course: Decodable {
        let id: Int64
        let name: String?
    }

    func actions(for event: Event) -> [Action] {
        let (course, stars) = (event.data.course, event.data.stars)
        return [
            Action(
                .reviewCreated,
                object: .init(type: "course", id: String(course.id), name: course.name, platformType: "course"),
                result: .init(score: stars.map { .init(raw: $0, range: 1...5) }),
                key: [.text(event.id.text)])
        ]
    }
}
