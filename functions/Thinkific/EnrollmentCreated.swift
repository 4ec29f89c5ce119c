import LearnHooks

/// A user enrolled in a course, or was enrolled.
struct EnrollmentCreated: EventHandler {
    static let eventType = "enrollment.created"
    static let kinds: [Action.Kind] = [.enrolmentCreated]

    func actions(for event: Envelope<Enrollment>) -> [Action] {
        [event.action(.enrolmentCreated, more: event.payload.sent.picking("percentage_completed"))]
    }
}
