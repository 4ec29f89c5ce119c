public import LearnHooks

extension Platform {
    /// LearnHouse: signs the raw body with HMAC-SHA256, in hex.
    ///
    /// Bodies are `{event, delivery_id, timestamp, org_id, data}`; the id is that of an event at one endpoint, and each of its
    /// attempts has it.
    /// Source: https://docs.learnhouse.app/platform/automations/webhooks and …/events; the registry of events is
    /// https://github.com/learnhouse/learnhouse, apps/api/src/services/webhooks/events.py
    public static let learnhouse = Platform(
        name: "learnhouse",
        title: "LearnHouse",
        source: "https://www.learnhouse.app",
        trust: .hmacSHA256(header: "X-Webhook-Signature", prefix: "sha256=", encoding: .hex),
        type: .path(["event"]),
        contents: "data",
        documents: Documents(
            address: "https://docs.learnhouse.app/platform/automations/webhooks",
            secret: "the signing secret that is shown once when the endpoint is made",
            sampleSecrets: ["a-made-up-secret-of-an-endpoint"],
            sampleEvent:
                #"{"event":"course_completed","delivery_id":"dlv_1","timestamp":"2026-01-01T12:00:00Z","data":{"course":{"course_uuid":"c1","name":"Sales"},"user":{"user_uuid":"u1"}}}"#
        ),
        journey: .learnhouse,
        handlers: [
            Ping(),
            CourseCompleted(),
            CourseEnrolled(),
            ActivityCompleted(),
            AssignmentSubmitted(),
            CertificateClaimed(),
            UserSignedUp(),
            CoursePublished(),
        ])
}
