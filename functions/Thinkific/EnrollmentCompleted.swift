import LearnHooks

/// A user completed a course.
struct EnrollmentCompleted: EventHandler {
    static let eventType = "enrollment.completed"
    static let kinds: [Action.Kind] = [.activityCompleted]

    func actions(for event: Envelope<Enrollment>) -> [Action] {
        [
            event.action(
                .activityCompleted, Action.Result(completion: true),
                more: event.payload.sent.picking("percentage_completed"))
        ]
    }
}
