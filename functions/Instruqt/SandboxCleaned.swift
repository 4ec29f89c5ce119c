import LearnHooks

/// The platform cleaned a sandbox.
struct SandboxCleaned: EventHandler {
    static let eventType = "sandbox.cleaned"
    static let kinds: [Action.Kind] = [.environmentEnded]

    func actions(for play: Play) -> [Action] {
        [play.sandboxAction(.environmentEnded)]
    }
}
