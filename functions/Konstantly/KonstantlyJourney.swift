import LearnHooks

extension Journey {
    /// A user of Konstantly is created, is assigned a course, and takes it; times are Unix seconds.
    static let konstantly = Journey { learner in
        let (id, email) = (learner.handle, learner.email)
        let profile: JSONValue = ["language": "en", "timezone": "Europe/London", "role": ["alias": "learner"]]
        func user(_ name: String) -> JSONValue {
            let known: JSONValue = ["id": .string(id), "name": .string(name), "email": .string(email)]
            return known + profile ?? known
        }
        func who(_ name: String) -> Action.Learner { Action.Learner(id: id, name: name, email: email) }
        let name = learner.name
        let number = learner.number(in: 1...40)
        let course: JSONValue = ["id": .number(JSONNumber(number)), "name": "Sales Training"]
        let taken = Action.Object(type: .course, id: "\(number)", name: "Sales Training", platformType: "course")

        func tell(
            _ type: String, _ kind: Action.Kind, _ object: Action.Object, of name: String? = nil, _ body: JSONValue,
            _ result: Action.Result? = nil, due: Timestamp? = nil, details: JSONValue?,
            key more: [Action.Key.Field] = []
        ) {
            var key: Action.Key = [.time(learner.time)]
            if name != nil { key.fields.insert(.text(id), at: 0) }
            key.fields += more
            learner.send(
                type, ["occuredAt": learner.unixSeconds, "type": .string(type), "body": body],
                due: [
                    Action(
                        kind, learner: name.map(who), object: object, result: result, time: learner.time, due: due,
                        details: details, key: key)
                ])
        }

        let pair: JSONValue = ["course": course, "user": user(name)]
        let details: JSONValue = ["user": profile]
        for (type, kind) in [
            ("Course/Published", Action.Kind.coursePublished), ("Course/Unpublished", .courseUnpublished),
        ] where learner.happens(10) {
            learner.wait()
            let draft: JSONValue = ["isDraft": .boolean(kind == .courseUnpublished)]
            tell(type, kind, taken, ["course": course + draft ?? course], details: ["course": draft])
        }
        learner.wait()
        tell(
            "User/Created", .learnerCreated, .platform("konstantly"), of: name, ["user": user(name)], details: details)
        if learner.happens(40) {
            learner.wait()
            tell(
                "Group/User/Created", .groupJoined,
                Action.Object(type: .group, id: "3", name: "Sales Team", platformType: "group"), of: name,
                ["user": user(name), "group": ["id": 3, "name": "Sales Team", "description": "All of Sales"]],
                details: ["user": profile, "group": ["description": "All of Sales"]])
        }
        learner.wait()
        // 0 stands for "not yet", and is not a deadline.
        let deadline = learner.happens(50) ? Timestamp(unixSeconds: learner.time.seconds + 86_400) : nil
        let deadlineAt: JSONValue = ["deadlineAt": .number(JSONNumber(deadline?.seconds ?? 0))]
        tell(
            "Course/Assigned", .enrolmentAssigned, taken, of: name, pair + deadlineAt ?? pair, due: deadline,
            details: deadline == nil ? details + deadlineAt : details, key: [.time(deadline)])
        learner.wait()
        tell("Course/Started", .activityStarted, taken, of: name, pair, details: details)
        for progress in learner.some(of: [10, 25, 37.5, 62.5, 80, 100]).compactMap({ JSONNumber($0) }) {
            learner.wait()
            let element: JSONValue? = learner.happens(50) ? ["id": 5, "name": "Objections"] : nil
            let part = element.map { ["courseElement": $0] as JSONValue }
            tell(
                "Course/Progress", .activityProgressed, taken, of: name,
                pair + ["progressValue": .number(progress)] + part ?? pair, Action.Result(progress: progress),
                details: details + part, key: [.number(progress), .digest(element)])
        }
        if learner.happens(80) {
            learner.wait()
            let result = JSONNumber(learner.number(in: 0...100))
            tell(
                "Course/Finished", .activityCompleted, taken, of: name, pair + ["resultValue": .number(result)] ?? pair,
                Action.Result(completion: true, score: .init(raw: result, range: 0...100)), details: details,
                key: [.number(result)])
        }
        if learner.happens(20) {
            learner.wait()
            let edited = "\(name) MSc"
            tell(
                "User/Edited", .learnerUpdated, .platform("konstantly"), of: edited, ["user": user(edited)],
                details: details, key: [.digest(user(edited))])
        }
    }
}
