import LearnHooks

/// A course was assigned to a user.
struct CourseAssigned: EventHandler {
    static let eventType = "Course/Assigned"
    static let kinds: [Action.Kind] = [.enrolmentAssigned]

    struct Body: JSONReadable {
        let pair: UserCourseBody
        let deadline: Timestamp?

        init(json: JSONNode) throws(JSONError) {
            pair = try UserCourseBody(json: json)
            deadline = (json["deadlineAt"] as UnixSeconds?)?.time
        }

        /// The deadline, unless it is 0, which stands for "not yet" in other times of the API.
        var due: Timestamp? { deadline?.seconds == 0 ? nil : deadline }
    }

    func actions(for event: Envelope<Body>) -> [Action] {
        let (pair, due) = (event.body.pair, event.body.due)
        let deadline = due == nil ? pair.sent.picking("deadlineAt") : nil
        return [
            Action(
                .enrolmentAssigned, learner: pair.user?.learner, object: pair.course.object, time: event.time,
                due: due, details: pair.details + pair.sent.picking("assignedAt") + deadline,
                key: [.text(pair.user?.id?.text), .time(event.time), .time(due)])
        ]
    }
}
