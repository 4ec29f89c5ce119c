public import LearnHooks

extension Platform {
    /// Knolyx: calls with PUT, and with the token that was chosen when the webhook was created.
    ///
    /// Every webhook gets every type; bodies are `{id, type, data}`, with a unique id and without a time.
    /// Source: https://docs.knolyx.com/guides/webhooks
    public static let knolyx = Platform(
        name: "knolyx",
        source: "https://knolyx.com",
        method: "PUT",
        trust: .token(header: "X-Webhook-Security-Token"),
        contents: "data",
        documents: Documents(
            address: "https://docs.knolyx.com/guides/webhooks",
            secret: "the `securityToken` that the webhook was created with",
            sampleSecrets: ["token-generated-client-side"],
            sampleEvent:
                #"{"id":"1","type":"PING","data":{}}"#),
        journey: .knolyx,
        handlers: [
            Ping(),
            CourseStarted(),
            CourseCompleted(),
            CoursePaymentReceived(),
            BundlePaymentReceived(),
        ])
}
