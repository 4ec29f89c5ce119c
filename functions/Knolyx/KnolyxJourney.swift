import LearnHooks

extension Journey {
    /// A student of Knolyx buys, starts and completes a course; messages have an id and no time.
    static let knolyx = Journey { learner in
        let student = learner.number(in: 1...Int(Int32.max))
        let user: JSONValue = [
            "id": .number(JSONNumber(student)), "name": .string(learner.name), "email": .string(learner.email),
        ]
        let who = Action.Learner(id: "\(student)", name: learner.name, email: learner.email)
        let number = learner.number(in: 1...40)
        let course: JSONValue = ["id": .number(JSONNumber(number)), "name": "Project Management"]
        let taken = Action.Object(type: .course, id: "\(number)", name: "Project Management", platformType: "course")

        func tell(
            _ type: String, _ data: JSONValue, _ kind: Action.Kind, _ object: Action.Object, by who: Action.Learner?,
            _ result: Action.Result? = nil, details: JSONValue? = nil
        ) {
            learner.wait()
            let id = learner.uuid()
            learner.send(
                type, ["id": .string(id), "type": .string(type), "data": data],
                due: [
                    Action(kind, learner: who, object: object, result: result, details: details, key: [.text(id)])
                ])
        }

        let both: JSONValue = ["user": user, "course": course]
        if learner.happens(10) {
            let message: JSONValue = ["message": "PING"]
            tell("PING", message, .webhookPinged, .platform("knolyx"), by: nil, details: message)
        }
        if learner.happens(50) {
            tell("COURSE_PAYMENT_RECEIVED", both, .paymentReceived, taken, by: who)
        } else {
            let bundle: JSONValue = ["id": 7, "slug": "managers", "name": "For managers"]
            tell(
                "BUNDLE_PAYMENT_RECEIVED", ["user": user, "bundle": bundle], .paymentReceived,
                Action.Object(type: .bundle, id: "7", name: "For managers", slug: "managers", platformType: "bundle"),
                by: who)
        }
        tell("COURSE_STARTED", both, .activityStarted, taken, by: who)
        if learner.happens(80) {
            tell("COURSE_COMPLETED", both, .activityCompleted, taken, by: who, Action.Result(completion: true))
        }
    }
}
