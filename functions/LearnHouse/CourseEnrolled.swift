import LearnHooks

/// A user enrolled in a course.
struct CourseEnrolled: EventHandler {
    static let eventType = "course_enrolled"
    static let kinds: [Action.Kind] = [.enrolmentCreated]

    func actions(for event: Envelope<UserCourse>) -> [Action] {
        [event.action(.enrolmentCreated)]
    }
}
