import LearnHooks

/// A course was unpublished.
struct CourseUnpublished: EventHandler {
    static let eventType = "Course/Unpublished"
    static let kinds: [Action.Kind] = [.courseUnpublished]

    func actions(for event: Envelope<CourseBody>) -> [Action] {
        [event.action(.courseUnpublished)]
    }
}
