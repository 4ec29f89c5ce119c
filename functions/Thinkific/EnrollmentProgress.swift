import LearnHooks

/// A user came further in a course.
///
/// A progress of 100 is no completion: enrollment.completed comes by itself.
struct EnrollmentProgress: EventHandler {
    static let eventType = "enrollment.progress"
    static let kinds: [Action.Kind] = [.activityProgressed]

    func actions(for event: Envelope<Enrollment>) -> [Action] {
        let progress = event.payload.progress
        // A result has no room for a progress that is none, but it is not lost either.
        let isStray = progress.map { !Action.Result.isPercentage($0) } ?? false
        return [
            event.action(
                .activityProgressed, Action.Result(progress: progress),
                more: isStray ? event.payload.sent.picking("percentage_completed") : nil)
        ]
    }
}
