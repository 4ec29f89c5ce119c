import LearnHooks

/// A student bought a course.
///
/// What was paid is not said: the documents had a `data.payment` for a month of 2023, and took it back.
struct CoursePaymentReceived: EventHandler {
    static let eventType = "COURSE_PAYMENT_RECEIVED"
    static let kinds: [Action.Kind] = [.paymentReceived]

    func actions(for event: Envelope<CourseEvent>) -> [Action] {
        [event.action(.paymentReceived)]
    }
}
