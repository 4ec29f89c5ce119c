import LearnHooks

/// Sent when a webhook is created, or by hand, to try out the connection.
struct Ping: EventHandler {
    static let eventType = "PING"
    static let kinds: [Action.Kind] = [.webhookPinged]

    struct Event: JSONReadable {
        let id: Identifier?
        let data: JSONNode?

        init(json: JSONNode) {
            id = json["id"]
            data = json["data"]
        }
    }

    func actions(for event: Event) -> [Action] {
        [
            Action(
                .webhookPinged, object: .platform("knolyx"), details: event.data?.picking("message"),
                key: [.text(event.id?.text)])
        ]
    }
}
