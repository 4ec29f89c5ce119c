import LearnHooks

extension Journey {
    /// A class of Falkor takes a pathway: lists of where everybody stands, in which rows that were seen before come again.
    static let falkor = Journey { learner in
        let handle = learner.handle
        let names = [(learner.firstName, learner.lastName), ("Grace", "Hopper"), ("Alan", "Turing")]
        let people = names.prefix(learner.number(in: 1...3)).enumerated().map { index, name in
            FalkorPerson(first: name.0, last: name.1, email: "Learner\(index).\(handle)@Example.com")
        }
        let pathway: JSONValue = ["name": "Onboarding", "ID": .string("FA-\(handle)")]
        let course = Action.Object(type: .course, id: "FA-\(handle)", name: "Onboarding", platformType: "pathway")

        func list(_ type: String, _ rows: [JSONValue], due: [Action]) {
            let data: JSONValue = .object([.init("pathway", pathway), .init(type, .array(rows))])
            learner.send(type, ["type": .string(type), "data": data], due: due)
        }

        var standings: [Int: FalkorStanding] = [:]
        for _ in 0..<learner.number(in: 2...8) {
            learner.wait()
            let index = learner.number(in: 0...people.count - 1)
            var standing = standings[index] ?? FalkorStanding(person: people[index], joined: learner.time)
            standing.advance(by: learner.some(of: [5, 12.5, 40])[0], at: learner.time)
            standings[index] = standing
            let rows = standings.sorted { $0.key < $1.key }.map(\.value)
            list("enrolments", rows.map(\.row), due: rows.flatMap { $0.due(on: course) })
        }
        let meeting: JSONValue = [
            "start": "2030-10-15T16:15:00+02:00", "end": "2030-10-15T22:15:00+02:00", "available": "Unlimited",
            "booked": 1,
        ]
        let attendances: [(String, Action.Kind)] = [
            ("booked", .attendanceBooked), ("attended", .attendancePresent), ("absent", .attendanceAbsent),
        ]
        for (state, kind) in learner.some(of: attendances) {
            learner.wait()
            let booking: JSONValue = ["guid": .string("booking-\(handle)"), "country": "South Africa"]
            let session: JSONValue = ["ID": .string("FABK-\(handle)"), "type": "event", "name": "Kick-off"]
            let attendee = booking + ["state": .string(state)] + people[0].sent
            list(
                "events", [session + meeting + ["attendees": [attendee ?? booking]] ?? session],
                due: [
                    Action(
                        kind, learner: people[0].learner,
                        object: Action.Object(
                            type: .session, id: "FABK-\(handle)", name: "Kick-off", platformType: "event",
                            parent: course),
                        details: meeting + booking, key: [.text("booking-\(handle)")])
                ])
        }
        let vouchers: [(String, Action.Kind)] = [
            ("pending", .rewardEarned), ("notified", .rewardEarned), ("redeemed", .rewardRedeemed),
            ("expired", .rewardExpired),
        ]
        for (state, kind) in learner.some(of: vouchers) {
            learner.wait()
            let details: JSONValue = [
                "guid": .string("voucher-\(handle)"), "country": "South Africa", "state": .string(state),
                "expires": "never",
            ]
            let reward: JSONValue = ["ID": .string("FARE-\(handle)"), "name": "Cup of Coffee"]
            list(
                "rewards", [reward + ["vouchers": [details + people[0].sent ?? details]] ?? reward],
                due: [
                    Action(
                        kind, learner: people[0].learner,
                        object: Action.Object(
                            type: .reward, id: "FARE-\(handle)", name: "Cup of Coffee", platformType: "reward",
                            parent: course),
                        details: details, key: [.text("voucher-\(handle)")])
                ])
        }
    }
}

/// A person as Falkor's lists have one: known by the e-mail address alone.
private struct FalkorPerson {
    let first: String
    let last: String
    let email: String

    var learner: Action.Learner { Action.Learner(name: "\(first) \(last)", email: email) }
    var sent: JSONValue {
        ["firstname": .string(first), "lastname": .string(last), "email": .string(email)]
    }
}

/// Where a person stands in a pathway.
private struct FalkorStanding {
    let person: FalkorPerson
    let joined: Timestamp
    private var changed: Timestamp
    private var percent = 0.0

    init(person: FalkorPerson, joined: Timestamp) {
        self.person = person
        self.joined = joined
        changed = joined
    }

    /// A learner who has completed a pathway makes no more progress.
    mutating func advance(by percent: Double, at time: Timestamp) {
        guard !isComplete else { return }
        self.percent = min(100, self.percent + percent)
        changed = time
    }

    private var isComplete: Bool { percent == 100 }
    private var progress: JSONNumber { JSONNumber(percent) ?? 0 }

    /// The facts in the order of the documents.
    private var status: [(key: String, value: JSONValue)] {
        [
            ("level", 1), ("state", .string(isComplete ? "Complete" : "In Progress")), ("progress", .number(progress)),
            ("version", "1.2.3"), ("timestamp", .string(changed.inJohannesburg)),
            ("joined", .string(joined.inJohannesburg)),
        ]
    }

    var row: JSONValue {
        let place: JSONValue = ["country": "South Africa", "city": "Cape Town"]
        return place + person.sent + ["status": status(without: [])] ?? place
    }

    private func status(without keys: [String]) -> JSONValue {
        .object(status.filter { !keys.contains($0.key) }.map { .init($0.key, $0.value) })
    }

    func due(on course: Action.Object) -> [Action] {
        func action(
            _ kind: Action.Kind, _ result: Action.Result?, at time: Timestamp, without keys: [String],
            key: [Action.Key.Field]
        )
            -> Action
        {
            var whole: Action.Key = [.text(person.email.lowercased())]
            whole.fields += key
            return Action(
                kind, learner: person.learner, object: course, result: result, time: time,
                details: ["country": "South Africa", "city": "Cape Town", "status": status(without: keys)], key: whole)
        }
        let created = action(.enrolmentCreated, nil, at: joined, without: ["joined"], key: [.time(joined)])
        guard isComplete else {
            let result = Action.Result(progress: progress)
            return [
                created,
                action(
                    .activityProgressed, result, at: changed, without: ["progress", "timestamp"],
                    key: [.time(changed), .number(progress)]),
            ]
        }
        return [
            created,
            action(
                .activityCompleted, Action.Result(completion: true), at: changed, without: ["timestamp"],
                key: [.time(joined), .text("1.2.3")]),
        ]
    }
}

extension Timestamp {
    /// The time as Falkor writes it, in the zone of its learners.
    fileprivate var inJohannesburg: String {
        let there = Timestamp(unixSeconds: seconds + 7_200) ?? self
        return "\(there.description.dropLast())+02:00"
    }
}
