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
