import LearnHooks

/// A user completed a course.
///
/// There is no `finishedAt`: the event's own time stands for it.
struct CourseFinished: EventHandler {
    static let eventType = "Course/Finished"
    static let kinds: [Action.Kind] = [.activityCompleted]

    struct Body: Decodable {
        let pair: UserCourseBody
        /// The result: 0 to 100.
        let result: JSONNumber?

        private enum CodingKeys: CodingKey {
            case resultValue
        }

        init(from decoder: any Decoder) throws {
            pair = try UserCourseBody(from: decoder)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            result = try container.decodeIfPresent(JSONNumber.self, forKey: .resultValue)
        }
    }

    func actions(for event: Envelope<Body>) -> [Action] {
        let pair = event.body.pair
        let score = event.body.result.map { Action.Result.Score(raw: $0, range: 0...100) }
        return [
            Action(
                .activityCompleted, learner: pair.user.learner, object: pair.course.object,
                result: Action.Result(completion: true, score: score), time: event.time, details: pair.details,
                key: [.text(pair.user.id.text), .time(event.time)])
        ]
    }
}
