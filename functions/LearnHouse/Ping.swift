import LearnHooks

/// Someone tried out the endpoint.
struct Ping: EventHandler {
    static let eventType = "ping"
    static let kinds: [Action.Kind] = [.webhookPinged]

    func actions(for event: Envelope<JSONNode>) -> [Action] {
        [Action(.webhookPinged, object: .platform("learnhouse"), time: event.time, key: event.key)]
    }
}
