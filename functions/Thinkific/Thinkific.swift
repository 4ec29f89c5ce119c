public import LearnHooks

extension Platform {
    /// Thinkific: signs the raw body with HMAC-SHA256, in hex.
    ///
    /// Bodies are `{id, resource, action, tenant_id, created_at, payload}`; what the documents call a topic is resource and
    /// action with a dot between. Webhooks that are made on the admin page, and not by an app, may come unsigned: those
    /// need LEARNHOOKS_UNSIGNED, or an app.
    /// Source: https://support.thinkific.dev/hc/en-us/articles/4422658311703-Webhooks-Documentation
    public static let thinkific = Platform(
        name: "thinkific",
        source: "https://www.thinkific.com",
        trust: .hmacSHA256(header: "X-Thinkific-Hmac-Sha256", encoding: .hex),
        type: .joined(["resource", "action"], by: "."),
        contents: "payload",
        documents: Documents(
            address: "https://support.thinkific.dev/hc/en-us/articles/4422658311703-Webhooks-Documentation",
            secret: "the API key of the site, or the client secret of the app that made the webhook",
            sampleSecrets: ["a-made-up-client-secret-of-an-app"],
            sampleEvent:
                #"{"id":"1","resource":"enrollment","action":"completed","created_at":"2026-01-01T12:00:00Z","payload":{"course":{"id":68,"name":"Sales"},"user":{"id":94}}}"#
        ),
        journey: .thinkific,
        handlers: [
            EnrollmentCreated(),
            EnrollmentProgress(),
            EnrollmentCompleted(),
            LessonCompleted(),
            OrderCreated(),
            UserSignup(),
        ])
}
