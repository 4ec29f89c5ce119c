import LearnHooks

/// The platform starts creating a sandbox.
struct SandboxCreating: EventHandler {
    static let eventType = "sandbox.creating"
    static let kinds: [Action.Kind] = [.environmentStarting]

    func actions(for play: SandboxPlay) -> [Action] {
        [play.action(.environmentStarting)]
    }
}
