import LearnHooks

/// A course was published: users can take it.
struct CoursePublished: EventHandler {
    static let eventType = "Course/Published"
    static let kinds: [Action.Kind] = [.coursePublished]

    func actions(for event: Envelope<CourseBody>) -> [Action] {
        [event.action(.coursePublished)]
    }
}
