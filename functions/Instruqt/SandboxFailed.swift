import LearnHooks

/// The platform was unable to set up a sandbox.
struct SandboxFailed: EventHandler {
    static let eventType = "sandbox.failed"
    static let kinds: [Action.Kind] = [.environmentFailed]

    func actions(for play: SandboxPlay) -> [Action] {
        [play.action(.environmentFailed)]
    }
}
