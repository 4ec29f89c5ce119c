import LearnHooks

/// A user started a course.
struct CourseStarted: EventHandler {
    static let eventType = "Course/Started"
    static let kinds: [Action.Kind] = [.activityStarted]

    func actions(for event: Envelope<UserCourseBody>) -> [Action] {
        let body = event.body
        return [
            Action(
                .activityStarted, learner: body.user?.learner, object: body.course.object, time: event.time,
                details: body.details + body.sent.picking("assignedAt", "deadlineAt", "startedAt", "finishedAt"),
                key: [.text(body.user?.id?.text), .time(event.time)])
        ]
    }
}
