import LearnHooks

extension Journey {
    /// A user of LearnWorlds registers, buys or enrols, completes, and is awarded a certificate.
    static let learnworlds = Journey { learner in
        let id = learner.hexadecimal()
        let account: JSONValue = ["username": .string(learner.handle)]
        let known: JSONValue = [
            "id": .string(id), "email": .string(learner.email), "first_name": .string(learner.firstName),
            "last_name": .string(learner.lastName),
        ]
        let user = known + account ?? known
        let who = Action.Learner(id: id, name: learner.name, email: learner.email)
        let number = learner.number(in: 1...40)
        let course: JSONValue = ["id": .string("course-\(number)"), "title": "Sample course", "access": "free"]
        let taken = Action.Object(
            type: .course, id: "course-\(number)", name: "Sample course", platformType: "course")

        func tell(
            _ type: String, _ data: JSONValue?, _ kind: Action.Kind, _ object: Action.Object,
            _ result: Action.Result? = nil, at time: Timestamp?, details: JSONValue?, key: [Action.Key.Field]
        ) {
            var whole: Action.Key = [.text(id)]
            whole.fields += key
            learner.send(
                type,
                ["version": 2, "type": .string(type), "school_id": "60004a6de11a", "data": data + ["user": user]],
                due: [
                    Action(
                        kind, learner: who, object: object, result: result, time: time, details: details, key: whole)
                ])
        }
        /// The time with a fraction, as the platform writes it; the fraction is one that is exact in binary.
        func moment() -> (time: Timestamp?, sent: JSONValue) {
            learner.wait()
            let seconds = learner.time.seconds
            return (
                Timestamp(unixMilliseconds: seconds * 1_000 + 125),
                JSONNumber(Double(seconds) + 0.125).map { .number($0) } ?? .null
            )
        }

        learner.wait()
        tell(
            "userUpdated", ["ip_address": ""], .learnerUpdated, .platform("learnworlds"), at: nil,
            details: ["user": account], key: [.digest(user)])
        if learner.happens(50) {
            learner.wait()
            tell(
                "enrolledFreeCourse", ["date": learner.unixSeconds, "course": course], .enrolmentCreated, taken,
                at: learner.time, details: ["course": ["access": "free"]], key: [.time(learner.time)])
        } else {
            let (time, sent) = moment()
            let payment = learner.hexadecimal()
            let isCourse = learner.happens(70)
            let product: JSONValue = [
                "id": "product-1", "name": "Webex", "type": isCourse ? "course" : "subscription",
            ]
            tell(
                "productBought",
                ["payment": ["id": .string(payment), "paid_at": sent, "price": 100, "product": product]],
                .paymentReceived,
                Action.Object(
                    type: isCourse ? .course : .bundle, id: "product-1", name: "Webex",
                    platformType: isCourse ? "course" : "subscription"),
                at: time, details: ["payment": ["id": .string(payment), "price": 100]],
                key: [.text(payment), .time(time)])
        }
        func completes(_ type: String, _ member: String, _ object: Action.Object, _ sent: JSONValue) {
            let (time, completed) = moment()
            let part: (JSONValue) -> JSONValue = { .object([.init(member, $0)]) }
            tell(
                type, part(sent) + ["completed_at": completed, "manually_completed": false], .activityCompleted, object,
                Action.Result(completion: true), at: time,
                details: ["manually_completed": false] + part(["access": "free"]), key: [.time(time)])
        }
        guard learner.happens(80) else { return }
        completes("courseCompleted", "course", taken, course)
        if learner.happens(20) {
            completes(
                "learningProgramCompleted", "learningProgram",
                Action.Object(type: .bundle, id: "program-1", name: "Program", platformType: "learning program"),
                ["id": "program-1", "title": "Program", "access": "free"])
        }
        let (time, issued) = moment()
        let grade: JSONValue = ["score": "OK", "status": "active", "type": "completion"]
        let award: JSONValue = [
            "id": .string("award-\(learner.handle)"), "title": "Certificate", "course_id": .string("course-\(number)"),
            "issued": issued,
        ]
        tell(
            "awardedCertificate", ["certificate": award + grade ?? award], .rewardEarned,
            Action.Object(
                type: .reward, id: "award-\(learner.handle)", name: "Certificate", platformType: "certificate",
                parent: Action.Object(type: .course, id: "course-\(number)", platformType: "course")),
            at: time, details: ["certificate": grade], key: [.text("course-\(number)"), .time(time)])
    }
}
