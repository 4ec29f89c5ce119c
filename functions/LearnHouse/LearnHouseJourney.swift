import LearnHooks

extension Journey {
    /// A user of LearnHouse signs up, enrols, takes a course's activities, and claims a certificate.
    static let learnhouse = Journey { learner in
        let (id, username) = ("user_\(learner.handle)", learner.handle)
        let user: JSONValue = [
            "user_uuid": .string(id), "email": .string(learner.email), "username": .string(username),
            "first_name": .string(learner.firstName), "last_name": .string(learner.lastName),
        ]
        let who = Action.Learner(id: id, name: learner.name, email: learner.email)
        let number = learner.number(in: 1...40)
        let course: JSONValue = ["course_uuid": .string("course_\(number)"), "name": "Intro to Python"]
        let taken = Action.Object(
            type: .course, id: "course_\(number)", name: "Intro to Python", platformType: "course")
        let both: JSONValue = ["user": user, "course": course]

        func tell(
            _ type: String, _ data: JSONValue?, _ kind: Action.Kind, _ object: Action.Object, by who: Action.Learner?,
            _ result: Action.Result? = nil, details: JSONValue? = nil
        ) {
            learner.wait()
            let id = "dlv_\(learner.hexadecimal())"
            learner.send(
                type,
                [
                    "event": .string(type), "delivery_id": .string(id), "timestamp": .string("\(learner.time)"),
                    "org_id": 1, "data": data,
                ],
                due: [
                    Action(
                        kind, learner: who, object: object, result: result, time: learner.time, details: details,
                        key: [.text(id), .time(learner.time)])
                ])
        }

        if learner.happens(10) {
            tell("ping", ["message": "This is a test"], .webhookPinged, .platform("learnhouse"), by: nil)
        }
        if learner.happens(20) {
            let isPublished = learner.happens(70)
            tell(
                "course_published", course + ["published": .boolean(isPublished)],
                isPublished ? .coursePublished : .courseUnpublished, taken, by: nil)
        }
        tell(
            "user_signed_up", ["user": user, "signup_method": "open"], .learnerCreated, .platform("learnhouse"),
            by: who,
            details: ["user": ["username": .string(username)], "signup_method": "open"])
        tell("course_enrolled", both, .enrolmentCreated, taken, by: who)
        for index in 1...learner.number(in: 1...4) {
            let kind: JSONValue = ["activity_type": "TYPE_VIDEO"]
            let activity: JSONValue = ["activity_uuid": .string("activity_\(index)")]
            tell(
                "activity_completed", both + ["activity": activity + kind ?? activity], .activityCompleted,
                Action.Object(type: .lesson, id: "activity_\(index)", platformType: "activity", parent: taken), by: who,
                Action.Result(completion: true), details: ["activity": kind])
        }
        if learner.happens(50) {
            tell(
                "assignment_submitted", both + ["assignment": ["assignment_uuid": "assignment_1"]], .activityAttempted,
                Action.Object(type: .lesson, id: "assignment_1", platformType: "assignment", parent: taken), by: who)
        }
        guard learner.happens(80) else { return }
        tell("course_completed", both, .activityCompleted, taken, by: who, Action.Result(completion: true))
        let certificate = "certificate-\(learner.handle)"
        tell(
            "certificate_claimed", both + ["certificate": ["user_certification_uuid": .string(certificate)]],
            .rewardEarned,
            Action.Object(type: .reward, id: certificate, platformType: "certificate", parent: taken), by: who)
    }
}
