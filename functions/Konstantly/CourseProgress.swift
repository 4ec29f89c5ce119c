import LearnHooks

/// A user came further in a course.
///
/// A progress of 100 is no completion: Course/Finished comes by itself.
struct CourseProgress: EventHandler {
    static let eventType = "Course/Progress"
    static let kinds: [Action.Kind] = [.activityProgressed]

    struct Body: Decodable {
        let pair: UserCourseBody
        /// Percent.
        let progress: JSONNumber

        private enum CodingKeys: CodingKey {
            case progressValue
        }

        init(from decoder: any Decoder) throws {
            pair = try UserCourseBody(from: decoder)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            progress = try container.decode(JSONNumber.self, forKey: .progressValue)
        }
    }

    func actions(for event: Envelope<Body>) -> [Action] {
        let (pair, progress) = (event.body.pair, event.body.progress)
        // A result has no room for a progress that is none, but it is not lost either.
        let stray = Action.Result.isPercentage(progress) ? nil : pair.sent.picking("progressValue")
        return [
            Action(
                .activityProgressed, learner: pair.user.learner, object: pair.course.object,
                result: Action.Result(progress: progress), time: event.time,
                details: pair.details + stray + pair.sent.picking("courseElement"),
                key: [.text(pair.user.id.text), .time(event.time), .number(progress)])
        ]
    }
}
