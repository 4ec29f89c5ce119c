public import LearnHooks

extension PlatformAPI {
    /// Instruqt's API, GraphQL: the names of learners, which events lack, and the plays.
    ///
    /// Source: https://api-docs.instruqt.com
    public static let instruqt = PlatformAPI(
        platform: "instruqt", url: "https://play.instruqt.com", settings: ["team"],
        headers: [.init("Authorization", "Bearer {key}")], calls: [learners, plays],
        names: LearnerNames(
            call: learners,
            group: { data in
                let object = data["object"]
                let invite = object?["type"] == "invite" ? object?["id"] : data["details"]?["invite_id"]
                guard case .string(let id) = invite else { return nil }
                return ["invite": [id]]
            },
            learner: { claim in
                guard let id = text(claim["user"]?["id"]) else { return nil }
                let words = [claim["userDetails"]?["firstName"], claim["userDetails"]?["lastName"]].compactMap(text)
                return .init(id: id, name: words.joined(separator: " "), email: text(claim["userDetails"]?["email"]))
            }))

    // Source: https://docs.instruqt.com/settings/platform/webhooks
    private static let learners = Call(
        "learners", "List who claimed an invite.", method: "POST", path: "/graphql",
        inputs: [CallInput("invite", .argument, isRequired: true)], isRepeatable: true,
        gaps: ["the fields id, claimedAt and user of a claim: tried as in public code"],
        body: { values in
            [
                "query": .string(
                    "query Claims($inviteID: String!) { trackInvite(inviteID: $inviteID) { claims { id claimedAt user { id } userDetails { firstName lastName email } } } }"
                ),
                "variables": .object([.init("inviteID", .string(values["invite"]?.first ?? ""))]),
            ]
        },
        answer: .rows { answer throws(JSONError) in
            // An unknown invite is null.
            let claims: [JSONNode]? = answer["data", "trackInvite", "claims"]
            return (claims ?? []).map(\.value)
        })

    private static let plays = Call(
        "plays", "List the plays of a time.", method: "POST", path: "/graphql",
        inputs: [
            CallInput("team", .option, isRequired: true),
            CallInput("from", .option, isRequired: true, problem: problem),
            CallInput("to", .option, isRequired: true, problem: problem), CallInput("tag", .option),
        ],
        isRepeatable: true, pageSize: 500, gaps: ["the whole query: tried as in public code"],
        body: { values in
            [
                "query": .string(
                    "query Plays($team: String!, $tags: [String!], $from: Time!, $to: Time!, $skip: Int!) { labPlayReports(input: {teamSlug: $team, tags: $tags, dateRangeFilter: {from: $from, to: $to}, pagination: {skip: $skip, take: 500}}) { items { id stoppedReason } } }"
                ),
                "variables": .object([
                    .init("team", .string(values["team"]?.first ?? "")),
                    .init("tags", .array((values["tag"] ?? []).map { .string($0) })),
                    .init("from", .string(values["from"]?.first ?? "")),
                    .init("to", .string(values["to"]?.first ?? "")),
                    .init("skip", .number(JSONNumber(values["skip"]?.first.flatMap { Int($0) } ?? 0))),
                ]),
            ]
        },
        answer: .rows { answer throws(JSONError) in
            let items: [JSONNode] = try answer["data", "labPlayReports", "items"]
            return items.map(\.value)
        })

    private static let problem: @Sendable (String) -> String? = { text in
        Timestamp(text) == nil ? "a time as in 2026-01-31T00:00:00Z" : nil
    }

    private static func text(_ value: JSONValue?) -> String? {
        guard case .string(let text) = value, !text.isEmpty else { return nil }
        return text
    }
}
