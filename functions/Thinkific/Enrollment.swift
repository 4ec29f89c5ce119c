import LearnHooks

/// The payload of the three events that are about a user's enrolment in a course.
struct Enrollment: JSONReadable {
    let user: User?
    let course: Course
    /// Percent: a number in a string.
    let progress: JSONNumber?
    /// The documented fields besides user, course and progress.
    let details: JSONValue?
    /// The payload as sent.
    let sent: JSONNode

    init(json: JSONNode) throws(JSONError) {
        course = try json["course"]
        user = json["user"]
        progress = json["percentage_completed"]
        details = json.picking(
            "id", "activated_at", "started_at", "completed_at", "created_at", "updated_at", "expiry_date", "free_trial")
        sent = json
    }
}

extension Envelope<Enrollment> {
    func action(_ kind: Action.Kind, _ result: Action.Result? = nil, more: JSONValue? = nil) -> Action {
        Action(
            kind, learner: payload.user?.learner, object: payload.course.object, result: result, time: time,
            details: payload.details + more, key: key)
    }
}
