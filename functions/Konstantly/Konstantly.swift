public import LearnHooks

extension Platform {
    /// Konstantly: signs nothing that is documented, and asks to keep the URL secret; so a segment of it is the secret.
    ///
    /// Bodies are `{occuredAt, type, body}`, times are Unix seconds, and there is no delivery id.
    /// Source: https://docs.konstantly.com/api-reference/webhooks/overview
    public static let konstantly = Platform(
        name: "konstantly",
        source: "https://konstant.ly",
        trust: .urlSegment,
        contents: "body",
        handlers: [
            CoursePublished(),
            CourseUnpublished(),
            CourseAssigned(),
            CourseStarted(),
            CourseProgress(),
            CourseFinished(),
            UserCreated(),
            UserEdited(),
            GroupUserCreated(),
        ])
}
