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
        handlers: [
            Enrolments(),
            Events(),
            Rewards(),
        ])
}
