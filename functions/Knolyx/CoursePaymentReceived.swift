import LearnHooks

/// A student bought a course.
///
/// The amount is not sent: the documents had a `data.payment` for one month in 2023, and removed it.
struct CoursePaymentReceived: EventHandler {
    static let eventType = "COURSE_PAYMENT_RECEIVED"
    static let kinds: [Action.Kind] = [.paymentReceived]

    func actions(for event: Envelope<CourseEvent>) -> [Action] {
        [event.action(.paymentReceived)]
    }
}
