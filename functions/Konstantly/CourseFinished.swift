import LearnHooks

/// A user completed a course.
///
/// There is no `finishedAt`: the event's own time stands for it.
struct CourseFinished: EventHandler {
    static let eventType = "Course/Finished"
    static let kinds: [Action.Kind] = [.activityCompleted]

    struct Body: JSONReadable {
        let pair: UserCourseBody
        /// The result: 0 to 100.
        let result: JSONNumber?

        init(json: JSONNode) throws(JSONError) {
            pair = try UserCourseBody(json: json)
            result = json["resultValue"]
        }
    }

    func actions(for event: Envelope<Body>) -> [Action] {
        let (pair, result) = (event.body.pair, event.body.result)
        let score = result.map { Action.Result.Score(raw: $0, range: 0...100) }
        return [
            Action(
                .activityCompleted, learner: pair.user?.learner, object: pair.course.object,
                result: Action.Result(completion: true, score: score), time: event.time, details: pair.details,
                key: [.text(pair.user?.id?.text), .time(event.time), .number(result)])
        ]
    }
}
