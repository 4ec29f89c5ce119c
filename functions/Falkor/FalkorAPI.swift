public import LearnHooks

extension PlatformAPI {
    /// Falkor's API: its lists, in the webhooks' own form.
    ///
    /// Its address comes with the token. Calls that redeem vouchers or cancel bookings are left out.
    /// Source: https://developer.docs.falkor.io/overview/api-manager
    public static let falkor = PlatformAPI(
        platform: "falkor", url: nil, headers: [.init("Authorization", "Basic {key}")],
        calls: [
            // Source: https://developer.docs.falkor.io/pathways/enrolments/list
            list("enrolments", path: "/v1/pathways/list", member: "pathways"),
            // Source: https://developer.docs.falkor.io/pathways/events-and-bookings/list
            list("events", path: "/v1/event/list", member: "search"),
            // Source: https://developer.docs.falkor.io/pathways/rewards/list
            list("rewards", path: "/v1/rewards/list", member: "search", gaps: ["the path: tried as v1/rewards/list"]),
        ])

    /// A list of the states that a webhook of one type sends, asked for by names or ids.
    private static func list(_ type: String, path: String, member: String, gaps: [String] = []) -> Call {
        Call(
            "list \(type)", "Pull the \(type) of pathways, by name or id.", method: "POST", path: path,
            inputs: [CallInput("search", .arguments)], isRepeatable: true,
            gaps: gaps + ["a list without a search: tried as an empty array"],
            body: { values in .object([.init(member, .array((values["search"] ?? []).map { .string($0) }))]) },
            answer: .events { answer throws(JSONError) in
                // An envelope that says `error` with status 200 has no data: that is reported as an error.
                let rows: [JSONNode] = try answer["data"]
                return try rows.map { row throws(JSONError) in
                    _ = try row["pathway"] as JSONNode
                    _ = try row[type] as JSONNode
                    return ["type": .string(type), "data": row.value]
                }
            })
    }
}
