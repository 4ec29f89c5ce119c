import LearnHooks

/// A user came further in a course.
///
/// A progress of 100 is not a completion: enrollment.completed comes by itself.
struct EnrollmentProgress: EventHandler {
    static let eventType = "enrollment.progress"
    static let kinds: [Action.Kind] = [.activityProgressed]

    func actions(for event: Envelope<Enrollment>) -> [Action] {
        let progress = event.payload.progress
        // A progress outside 0 to 100 does not fit a result, so details keep it.
        let isStray = progress.map { !Action.Result.isPercentage($0) } ?? false
        return [
            event.action(
                .activityProgressed, Action.Result(progress: progress),
                more: isStray ? event.payload.sent.picking("percentage_completed") : nil)
        ]
    }
}
