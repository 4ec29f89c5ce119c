public import LearnHooks

extension Platform {
    /// Instruqt: delivers through Svix; which of its two header prefixes it uses is not documented.
    ///
    /// Bodies are flat objects without personal data.
    /// Source: https://docs.instruqt.com/settings/platform/webhooks
    public static let instruqt = Platform(
        name: "instruqt",
        source: "https://play.instruqt.com",
        trust: .standardWebhooks(headerPrefixes: ["svix-", "webhook-"]),
        documents: Documents(
            address: "https://docs.instruqt.com/settings/platform/webhooks",
            secret: "`whsec_…`; for `v1a` the public `whpk_…`",
            sampleSecrets: [
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
            ],
            sampleSigningKey:
                "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
            sampleEvent:
                #"{"type":"track.completed","track_id":"T1","participant_id":"P1","timestamp":"2026-01-01T12:00:00Z"}"#),
        journey: .instruqt,
        handlers: [
            TrackStarted(),
            TrackCompleted(),
            TrackCleaned(),
            TrackStopped(),
            ChallengeAttempted(),
            ChallengeSetup(),
            ChallengeStarted(),
            ChallengeCompleted(),
            ChallengeCleaned(),
            SkippedToChallenge(),
            SandboxCreating(),
            SandboxCreated(),
            SandboxFailed(),
            SandboxCleaned(),
            InviteClaimed(),
            ReviewCreated(),
            ReviewUpdated(),
        ])
}
