import LearnHooks

/// The platform created a sandbox.
struct SandboxCreated: EventHandler {
    static let eventType = "sandbox.created"
    static let kinds: [Action.Kind] = [.environmentReady]

    func actions(for play: SandboxPlay) -> [Action] {
        [play.action(.environmentReady)]
    }
}
