import LearnHooks

/// A user received a certificate for a course.
struct CertificateClaimed: EventHandler {
    static let eventType = "certificate_claimed"
    static let kinds: [Action.Kind] = [.rewardEarned]

    struct Contents: JSONReadable {
        let user: User?
        let certificate: Action.Object

        init(json: JSONNode) throws(JSONError) {
            let id: Identifier = try json["certificate", "user_certification_uuid"]
            certificate = Action.Object(
                type: .reward, id: id.text, platformType: "certificate", parent: Course.parent(in: json))
            user = json["user"]
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        [
            Action(
                .rewardEarned, learner: event.data.user?.learner, object: event.data.certificate, time: event.time,
                key: event.key)
        ]
    }
}
