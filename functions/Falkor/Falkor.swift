public import LearnHooks

extension Platform {
    /// Falkor: signs the raw body with HMAC-SHA256, in a header named after the platform's brand.
    ///
    /// A payload is a list of states, not a change: rows that were seen before come again.
    /// Source: https://developer.docs.falkor.io/pathways/webhooks
    public static let falkor = Platform(
        name: "falkor",
        source: "https://falkor.io",
        trust: .hmacSHA256(
            header: "{name}-Webhook-Signature", names: ["Falkor"], prefix: "sha256=", encoding: .hex),
        contents: "data",
        documents: Documents(
            address: "https://developer.docs.falkor.io/pathways/webhooks",
            secret: "the text typed in as Webhook Secret, as it is",
            sampleSecrets: ["ff820d62b80b7c2789286f691b5e89bd"],
            sampleEvent:
                #"{"type":"rewards","data":{"pathway":{"ID":"P1","name":"Onboarding"},"rewards":[{"ID":"R1","name":"Coffee","vouchers":[{"guid":"V1","email":"ada@example.com","state":"notified"}]}]}}"#
        ),
        journey: .falkor,
        handlers: [
            Enrolments(),
            Events(),
            Rewards(),
        ])
}
