public import LearnHooks

extension PlatformAPI {
    /// Knolyx's API: its webhooks.
    ///
    /// A key needs the permission `WEBHOOK_MANAGE`.
    ///
    /// Source: https://docs.knolyx.com/guides/webhooks
    public static let knolyx = PlatformAPI(
        platform: "knolyx", url: "https://api.knolyx.com", settings: ["project_id"],
        headers: [.init("X-Project-Id", "{project_id}"), .init("X-Api-Key", "{key}")],
        calls: [
            Call(
                "webhooks list", "List the webhooks.", method: "GET", path: webhooks, isRepeatable: true, gaps: gaps,
                answer: whatever),
            Call(
                "webhooks show", "Show a webhook.", method: "GET", path: webhooks + "{/id}", inputs: [id],
                isRepeatable: true, gaps: gaps, answer: whatever),
            Call(
                "webhooks create", "Create a webhook: Knolyx sends it a PING at once.", method: "POST", path: webhooks,
                inputs: [
                    CallInput("url", .option, isRequired: true, problem: { problem(of: $0) }),
                    CallInput("name", .option), CallInput("token", .secret),
                ],
                isRepeatable: false, gaps: gaps + ["whether a PING that fails undoes it"],
                body: { values in
                    [
                        "name": .string(values["name"]?.first ?? "LearnHooks"),
                        "url": values["url"]?.first.map { .string($0) },
                        "securityToken": values["token"]?.first.map { .string($0) },
                    ]
                },
                answer: whatever),
            Call(
                "webhooks delete", "Delete a webhook.", method: "DELETE", path: webhooks + "{/id}", inputs: [id],
                isRepeatable: false, gaps: gaps, answer: whatever),
            Call(
                "webhooks ping", "Send a PING to a webhook, or to all of them.", method: "POST",
                path: webhooks + "{/id}/ping", inputs: [CallInput("id", .argument)], isRepeatable: false, gaps: gaps,
                answer: whatever),
        ])

    private static let webhooks = "/public/api/v1/webhook"
    private static let id = CallInput("id", .argument, isRequired: true)
    private static let gaps = ["what the answer holds: shown as it came"]

    /// An array's elements, or the one value that came.
    private static let whatever = Call.Answer.rows { answer in
        answer.kind == .array ? answer.elements.map(\.value) : [answer.value]
    }

    /// Refuses what Knolyx refuses: its documents ask for https, and do not allow localhost.
    private static func problem(of url: String) -> String? {
        let host = url.dropFirst("https://".count).prefix { !"/:?#".contains($0) }
        guard url.lowercased().hasPrefix("https://"), !host.isEmpty else { return "a URL that begins with https://" }
        return ["localhost", "127.0.0.1", "[::1]"].contains(host.lowercased()) ? "another host than localhost" : nil
    }
}
