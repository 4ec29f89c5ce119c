import LearnHooks

/// A user completed every activity of a course.
struct CourseCompleted: EventHandler {
    static let eventType = "course_completed"
    static let kinds: [Action.Kind] = [.activityCompleted]

    func actions(for event: Envelope<UserCourse>) -> [Action] {
        [event.action(.activityCompleted, Action.Result(completion: true))]
    }
}
