public import LearnHooks

extension PlatformAPI {
    /// Konstantly's API: the last event of each type, of the last 30 days.
    ///
    /// Source: https://docs.konstantly.com/api-reference/webhooks/get-last-event
    public static let konstantly = PlatformAPI(
        platform: "konstantly", url: "https://{site}.konstant.ly/openapi/v1", settings: ["site"],
        headers: [.init("X-API-KEY", "{key}"), .init("Accept", "application/json")],
        calls: [
            Call(
                "last", "Show the last event of a type, as the webhook sent it.", method: "GET",
                path: "/webhook{/type}/last",
                inputs: [CallInput("type", .argument, isRequired: true, values: types)],
                isRepeatable: true, emptyStatus: 404,
                gaps: [
                    "the names of types but course.published, user.created and group.user.created: tried as the webhook's in lower case"
                ],
                answer: .events { answer throws(JSONError) in
                    _ = try answer["type"] as String
                    _ = try answer["occuredAt"] as JSONNode
                    _ = try answer["body"] as JSONNode
                    return [answer.value]
                })
        ])

    /// The handlers' types as the API writes them: `Course/Finished` is `course.finished`.
    private static var types: [String] {
        Platform.konstantly.handlers.map { handler in
            handler.eventType.lowercased().split(separator: "/").joined(separator: ".")
        }
    }
}
