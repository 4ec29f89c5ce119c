import LearnHooks

/// Where one learner stands in a pathway.
struct Enrolment: JSONReadable {
    let person: Person
    let status: Status

    enum State: String, WireWord {
        case inProgress = "In Progress"
        case complete = "Complete"
    }

    struct Status: JSONReadable {
        let state: State
        /// Percent.
        let progress: JSONNumber?
        /// The published version of the pathway.
        let version: Identifier?
        /// When the status last changed.
        let timestamp: Timestamp?
        /// When the learner first enrolled.
        let joined: Timestamp?

        init(json: JSONNode) throws(JSONError) {
            state = try json["state"]
            progress = json["progress"]
            version = json["version"]
            timestamp = json["timestamp"]
            joined = json["joined"]
        }
    }

    init(json: JSONNode) throws(JSONError) {
        status = try json["status"]
        person = Person(json: json)
    }
}

extension Enrolment {
    /// The enrolment, and what has come of it so far: one action for each fact, so that a repeat repeats its id.
    func actions(on pathway: Action.Object, row: JSONNode) -> [Action] {
        let place = row.picking("country", "city")
        let sent = row["status"]
        let created = Action(
            .enrolmentCreated, learner: person.learner, object: pathway, time: status.joined,
            details: place + ["status": sent?.picking("level", "state", "progress", "version", "timestamp")],
            key: Action.Key([person.key, .time(status.joined)], row: row))
        switch status.state {
        case .inProgress:
            let isStray = status.progress.map { !Action.Result.isPercentage($0) } ?? false
            let progressed = Action(
                .activityProgressed, learner: person.learner, object: pathway,
                result: Action.Result(progress: status.progress), time: status.timestamp,
                details: place
                    + [
                        "status": sent?.picking("level", "state") + (isStray ? sent?.picking("progress") : nil)
                            + sent?.picking("version", "joined")
                    ],
                key: Action.Key([person.key, .time(status.timestamp), .number(status.progress)], row: row))
            return [created, progressed]
        case .complete:
            // The time of the last change is not part of the key: it may change after the completion. When the learner joined
            // tells completions apart; it is not the time of completion.
            let joined = status.joined?.shortest.description
            let completed = Action(
                .activityCompleted, learner: person.learner, object: pathway,
                result: Action.Result(completion: true), time: status.timestamp,
                details: place + ["status": sent?.picking("level", "state", "progress", "version", "joined")],
                key: Action.Key([person.key, .text(joined), .text(status.version?.text)], row: row))
            return [created, completed]
        }
    }
}
