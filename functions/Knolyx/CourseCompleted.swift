import LearnHooks

/// A student completed a course.
struct CourseCompleted: EventHandler {
    static let eventType = "COURSE_COMPLETED"
    static let kinds: [Action.Kind] = [.activityCompleted]

    func actions(for event: Envelope<CourseEvent>) -> [Action] {
        [event.action(.activityCompleted, .init(completion: true))]
    }
}
