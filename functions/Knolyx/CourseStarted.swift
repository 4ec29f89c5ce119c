import LearnHooks

/// A student started a course.
struct CourseStarted: EventHandler {
    static let eventType = "COURSE_STARTED"
    static let kinds: [Action.Kind] = [.activityStarted]

    func actions(for event: Envelope<CourseEvent>) -> [Action] {
        [event.action(.activityStarted)]
    }
}
