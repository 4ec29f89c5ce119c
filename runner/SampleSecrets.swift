import FunctionRuntime
import Receiving

/// The secrets that stand in the platforms' own documents, and in those of Svix.
///
/// Everyone knows them: they make `sign`, `explain` and `invoke --verify` work at once, and the samples in
/// `events/deliveries` verifiable. A deployed function knows nothing of them.
enum SampleSecrets {
    /// What receivers hold, by the platform's name.
    static let all: [String: [Secret]] = [
        "falkor": [Secret("ff820d62b80b7c2789286f691b5e89bd")],
        "instruqt": [
            Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            Secret("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="),
        ],
        "knolyx": [Secret("token-generated-client-side")],
        "konstantly": [Secret("1qaz2wsx3edc4rfv1qaz2wsx3edc4rfv")],
    ]

    /// The private key whose public one is among the above.
    static let signingKeys = [
        "instruqt": Secret(
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==")
    ]
}
