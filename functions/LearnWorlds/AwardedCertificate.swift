import LearnHooks

/// A user was awarded a certificate.
struct AwardedCertificate: EventHandler {
    static let eventType = "awardedCertificate"
    static let kinds: [Action.Kind] = [.rewardEarned]

    struct Contents: JSONReadable {
        let user: User?
        let course: Identifier?
        let certificate: Action.Object
        let issued: FractionalSeconds?
        let details: JSONValue?

        init(json: JSONNode) throws(JSONError) {
            let certificate: JSONNode = try json["certificate"]
            let id: Identifier = try certificate["id"]
            course = certificate["course_id"]
            let parent = course.map { Action.Object(type: .course, id: $0.text, platformType: "course") }
            self.certificate = Action.Object(
                type: .reward, id: id.text, name: certificate["title"], platformType: "certificate", parent: parent)
            user = json["user"]
            issued = certificate["issued"]
            details = ["certificate": certificate.picking("attempts", "score", "status", "type")]
        }
    }

    func actions(for event: Envelope<Contents>) -> [Action] {
        let data = event.data
        return [
            Action(
                .rewardEarned, learner: data.user?.learner, object: data.certificate, time: data.issued?.time,
                details: data.details,
                key: [.text(data.user?.id?.text), .text(data.course?.text), .time(data.issued?.time)])
        ]
    }
}
