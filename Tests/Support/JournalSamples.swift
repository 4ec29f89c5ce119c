package import Journal
package import LearnHooks

extension JournalEntry {
    /// A delivery of one learner with some actions, all told from others by a number.
    package static func sample(
        _ number: Int, learner: String = "ann", actions: Int = 1, messageID: String? = nil, body: String? = nil,
        at time: Timestamp = .epoch
    ) -> JournalEntry {
        let body = body ?? "{\"number\":\(number)}"
        let key = OrderKey(source: "https://example.org", learner: learner)
        return JournalEntry(
            target: "", platform: "example", source: "https://example.org", type: "course.completed",
            messageID: messageID, arrival: time, secretIndex: 0, request: Array("{}".utf8),
            mediaType: "application/json", body: Array(body.utf8),
            outcome: .accepted(
                row: DeliveryRow(id: "delivery-\(number)", orderKey: key),
                actions: (0..<actions).map {
                    NewRow(
                        id: "action-\(number)-\($0)", orderKey: key, kind: "activity.completed",
                        content: Array("{\"id\":\"action-\(number)-\($0)\"}".utf8))
                }))
    }
}
