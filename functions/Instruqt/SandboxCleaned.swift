import LearnHooks

/// The platform cleaned a sandbox.
struct SandboxCleaned: EventHandler {
    static let eventType = "sandbox.cleaned"
    static let kinds: [Action.Kind] = [.environmentEnded]

    func actions(for play: SandboxPlay) -> [Action] {
        [play.action(.environmentEnded)]
    }
}
