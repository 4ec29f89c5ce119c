public import LearnHooks

extension Platform {
    /// Konstantly: documents no signature, and asks to keep the URL secret; so one segment of the URL is the secret.
    ///
    /// Bodies are `{occuredAt, type, body}`, times are Unix seconds, and there is no delivery id.
    /// Source: https://docs.konstantly.com/api-reference/webhooks/overview
    public static let konstantly = Platform(
        name: "konstantly",
        source: "https://konstant.ly",
        trust: .urlSegment,
        contents: "body",
        documents: Documents(
            address: "https://docs.konstantly.com/api-reference/webhooks/overview",
            secret: "letters, digits, `-` and `_` of your own making",
            sampleSecrets: ["1qaz2wsx3edc4rfv1qaz2wsx3edc4rfv"],
            sampleEvent:
                #"{"type":"Course/Started","occuredAt":1767268800,"body":{"course":{"id":1,"name":"Sales"},"user":{"id":"U1"}}}"#
        ),
        journey: .konstantly,
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
