import LearnHooks

/// A user came further in a course.
///
/// A progress of 100 is not a completion: Course/Finished comes by itself.
struct CourseProgress: EventHandler {
    static let eventType = "Course/Progress"
    static let kinds: [Action.Kind] = [.activityProgressed]

    struct Body: JSONReadable {
        let pair: UserCourseBody
        /// Percent.
        let progress: JSONNumber?
        /// What of the course was taken: of a form that no document gives.
        let element: JSONValue?

        init(json: JSONNode) throws(JSONError) {
            pair = try UserCourseBody(json: json)
            progress = json["progressValue"]
            element = json["courseElement"]
        }
    }

    func actions(for event: Envelope<Body>) -> [Action] {
        let (pair, progress) = (event.body.pair, event.body.progress)
        // A progress outside 0 to 100 does not fit a result, so details keep it.
        let isStray = progress.map { !Action.Result.isPercentage($0) } ?? false
        let stray = isStray ? pair.sent.picking("progressValue") : nil
        return [
            Action(
                .activityProgressed, learner: pair.user?.learner, object: pair.course.object,
                result: Action.Result(progress: progress), time: event.time,
                details: pair.details + stray + pair.sent.picking("courseElement"),
                key: [
                    .text(pair.user?.id?.text), .time(event.time), .number(progress), .digest(event.body.element),
                ])
        ]
    }
}
