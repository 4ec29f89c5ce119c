import LearnHooks

extension Journey {
    /// A user of Thinkific signs up, buys or enrols, takes lessons, and completes a course.
    static let thinkific = Journey { learner in
        let id = learner.number(in: 1...Int(Int32.max))
        let user: JSONValue = [
            "id": .number(JSONNumber(id)), "email": .string(learner.email), "first_name": .string(learner.firstName),
            "last_name": .string(learner.lastName),
        ]
        let who = Action.Learner(id: "\(id)", name: learner.name, email: learner.email)
        let number = learner.number(in: 1...40)
        let course: JSONValue = ["id": .number(JSONNumber(number)), "name": "Introduction to Webhooks"]
        let taken = Action.Object(
            type: .course, id: "\(number)", name: "Introduction to Webhooks", platformType: "course")
        let both: JSONValue = ["course": course, "user": user]

        func tell(
            _ resource: String, _ action: String, _ payload: JSONValue?, _ kind: Action.Kind, _ object: Action.Object,
            _ result: Action.Result? = nil, details: JSONValue?
        ) {
            learner.wait()
            let id = learner.hexadecimal()
            learner.send(
                "\(resource).\(action)",
                [
                    "id": .string(id), "resource": .string(resource), "action": .string(action), "tenant_id": "59",
                    "created_at": .string("\(learner.time)"), "payload": payload,
                ],
                due: [
                    Action(
                        kind, learner: who, object: object, result: result, time: learner.time, details: details,
                        key: [.text(id), .time(learner.time)])
                ])
        }

        let company: JSONValue = ["company": "Acme"]
        tell(
            "user", "signup", user + company, .learnerCreated, .platform("thinkific"), details: company)
        if learner.happens(50) {
            let order: JSONValue = [
                "id": .number(JSONNumber(id)), "order_number": 1010, "status": "Complete", "amount_cents": 5000,
            ]
            tell(
                "order", "created", order + ["product_id": 1, "product_name": "All courses", "user": user],
                .paymentReceived,
                Action.Object(type: .bundle, id: "1", name: "All courses", platformType: "product"), details: order)
        }
        let enrolment: JSONValue = ["id": .number(JSONNumber(learner.number(in: 1...1_000_000))), "free_trial": false]
        func percent(_ text: String) -> JSONValue { ["percentage_completed": .string(text)] }
        tell(
            "enrollment", "created", enrolment + percent("0") + both, .enrolmentCreated, taken,
            details: enrolment + percent("0"))
        for (text, progress) in learner.some(of: [
            ("24.0", 24 as JSONNumber), ("50.5", JSONNumber(50.5) ?? 50), ("75", 75),
        ]) {
            let lesson: JSONValue = ["position": 0, "type": "Video"]
            let own: JSONValue = ["id": 24220, "name": "Getting started"]
            let part = enrolment["id"].map { ["enrollment": ["id": $0]] as JSONValue }
            tell(
                "lesson", "completed", both + part + ["lesson": own + lesson ?? own], .activityCompleted,
                Action.Object(
                    type: .lesson, id: "24220", name: "Getting started", platformType: "lesson", parent: taken),
                Action.Result(completion: true), details: part + ["lesson": lesson])
            tell(
                "enrollment", "progress", enrolment + percent(text) + both, .activityProgressed, taken,
                Action.Result(progress: progress), details: enrolment)
        }
        if learner.happens(80) {
            tell(
                "enrollment", "completed", enrolment + percent("100.0") + both, .activityCompleted, taken,
                Action.Result(completion: true), details: enrolment + percent("100.0"))
        }
    }
}
