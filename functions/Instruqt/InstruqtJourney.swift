import LearnHooks

extension Journey {
    /// A user of Instruqt plays a track: its sandbox, its challenges, and perhaps a review; names are not sent.
    static let instruqt = Journey { learner in
        let (user, participant) = ("user\(learner.handle)", "play\(learner.handle)")
        let who = Action.Learner(id: user)
        let number = learner.number(in: 1...20)
        let track = Action.Object(
            type: .course, id: "track\(number)", slug: "getting-started-\(number)", platformType: "track")
        let organization: JSONValue = ["organization_id": "acme"]
        let play: JSONValue = [
            "organization_id": "acme", "participant_id": .string(participant), "mode": "platform",
        ]
        let place: JSONValue = [
            "track_id": .string("track\(number)"), "track_slug": .string("getting-started-\(number)"),
            "user_id": .string(user),
        ]

        func tell(
            _ type: String, _ kind: Action.Kind, _ object: Action.Object, _ fields: JSONValue?,
            _ result: Action.Result? = nil, details: JSONValue?, key: [Action.Key.Field], isTimed: Bool = true
        ) {
            learner.wait()
            // Up to nine digits of fraction are sent.
            let fraction = learner.some(of: ["", ".5", ".250", ".31297754", ".000000001"])[0]
            let time = isTimed ? Timestamp("\(learner.time.description.dropLast())\(fraction)Z") : nil
            let body: JSONValue = ["type": .string(type), "timestamp": time.map { .string("\($0)") }]
            var whole = Action.Key(arrayLiteral: .text(nil))
            whole.fields = key + (time.map { [.time($0)] } ?? [])
            learner.send(
                type, body + fields ?? body,
                due: [
                    Action(kind, learner: who, object: object, result: result, time: time, details: details, key: whole)
                ])
        }

        func sandbox(_ type: String, _ kind: Action.Kind) {
            tell(
                type, kind,
                Action.Object(type: .environment, id: participant, platformType: "sandbox", parent: track),
                place + play, details: organization + ["mode": "platform"], key: [])
        }

        func plays(_ type: String, _ kind: Action.Kind, _ result: Action.Result? = nil) {
            tell(type, kind, track, place + play, result, details: play, key: [.text(participant)])
        }

        if learner.happens(30) {
            let team: JSONValue = ["team_id": "t1", "team_slug": "acme"]
            tell(
                "invite.claimed", .inviteClaimed, Action.Object(type: .invite, id: "invite3", platformType: "invite"),
                ["invite_id": "invite3", "user_id": .string(user)] + team, details: team, key: [.text(user)])
        }
        sandbox("sandbox.creating", .environmentStarting)
        if learner.happens(10) { return sandbox("sandbox.failed", .environmentFailed) }
        sandbox("sandbox.created", .environmentReady)
        plays("track.started", .activityStarted)
        for index in 0..<learner.number(in: 1...3) {
            let challenge = Action.Object(
                type: .lesson, id: "challenge\(index)", platformType: "challenge", parent: track)
            let position: JSONValue = ["challenge_index": .number(JSONNumber(index)), "total_challenges": 3]
            func tries(_ type: String, _ kind: Action.Kind, _ result: Action.Result? = nil, _ more: JSONValue? = nil) {
                tell(
                    type, kind, challenge,
                    place + play + ["challenge_id": .string("challenge\(index)")] + position + more,
                    result, details: play + position, key: [.text(participant)])
            }
            if learner.happens(10) { tries("track.skipped_to_challenge", .activitySkippedTo) }
            tries("track.challenge_setup", .activityPrepared)
            tries("track.challenge_started", .activityStarted)
            for isPassed in [Bool](repeating: false, count: learner.number(in: 0...2)) + [true] {
                tries(
                    "track.challenge_attempted", .activityAttempted, Action.Result(success: isPassed),
                    ["completed": .boolean(isPassed)])
            }
            tries("track.challenge_completed", .activityCompleted, Action.Result(completion: true))
            tries("track.challenge_cleaned", .activityCleaned)
        }
        if learner.happens(70) {
            plays("track.completed", .activityCompleted, Action.Result(completion: true))
        } else {
            plays("track.stopped", .activityStopped)
        }
        plays("track.cleaned", .activityCleaned)
        sandbox("sandbox.cleaned", .environmentEnded)
        guard learner.happens(30) else { return }
        let id = "review\(learner.handle)"
        let review: JSONValue = ["review_id": .string(id), "organization_id": "acme"]
        func reviews(
            _ type: String, _ kind: Action.Kind, score: JSONNumber, _ content: String?, key: [Action.Key.Field]
        ) {
            tell(
                type, kind, track,
                place + review + ["score": .number(score), "content": content.map { .string($0) }],
                Action.Result(score: .init(raw: score), response: content), details: review, key: key, isTimed: false)
        }
        let score = JSONNumber(learner.number(in: 1...5))
        reviews("review.created", .reviewCreated, score: score, "Clear,\n\tand hard enough.", key: [.text(id)])
        reviews(
            "review.updated", .reviewUpdated, score: 5, nil, key: [.text(id), .number(5), .text(nil)])
    }
}
