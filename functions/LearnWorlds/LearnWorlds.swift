public import LearnHooks

extension Platform {
    /// LearnWorlds: sends a token, which it calls a signature, in a header behind `v1=`.
    ///
    /// Bodies are `{version, type, trigger, school_id, data}`, without an id of the message; times are Unix seconds with a
    /// fraction. Public code often takes the token for an HMAC of the body: the documents say that it is shared, and compared.
    /// Source: https://www.learnworlds.dev/docs/api (Webhooks)
    public static let learnworlds = Platform(
        name: "learnworlds",
        title: "LearnWorlds",
        source: "https://www.learnworlds.com",
        trust: .token(header: "Learnworlds-Webhook-Signature", prefix: "v1="),
        contents: "data",
        documents: Documents(
            address: "https://www.learnworlds.dev/docs/api",
            secret: "the signature under Settings, Developers, Webhooks, without `v1=`",
            sampleSecrets: ["e8fad5b079d0977f61bc2d21fc5f461719e6478df7de56"],
            sampleEvent:
                #"{"version":2,"type":"courseCompleted","data":{"completed_at":1767268800.5,"course":{"id":"sales","title":"Sales"},"user":{"id":"u1"}}}"#
        ),
        journey: .learnworlds,
        handlers: [
            UserUpdated(),
            ProductBought(),
            EnrolledFreeCourse(),
            AwardedCertificate(),
            CourseCompleted(),
            LearningProgramCompleted(),
        ])
}
