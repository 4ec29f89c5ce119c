import LearnHooks
import Testing

struct ActionTests {
    @Test func whatIsEmptyIsNotSaid() {
        #expect(Action.Learner(id: "", name: "", email: "").isUnknown)
        #expect(Action(.webhookPinged, learner: Action.Learner(id: ""), object: .platform("x"), key: []).learner == nil)
        let object = Action.Object(type: .course, id: "", name: "", slug: "", platformType: "")
        #expect(object == Action.Object(type: .course, id: nil, platformType: nil))
        #expect(Action.Result(response: "").isEmpty)
        #expect(Action(.reviewCreated, object: object, result: Action.Result(), key: []).result == nil)
    }

    @Test(arguments: [(0, true), (100, true), (-1, false), (101, false)])
    func aProgressIsAPercentage(progress: Int, isGood: Bool) {
        #expect((Action.Result(progress: JSONNumber(progress)).progress != nil) == isGood)
    }

    @Test(arguments: [
        ("87", "0.87"), ("0", "0"), ("100", "1"), ("33.3", "0.333"), ("101", nil), ("-0.5", nil), ("1e999", nil),
    ])
    func aScoreOutsideItsRangeIsNotScaled(raw: String, scaled: String?) throws {
        let number = try #require(try JSONDocument(parsing: Array(raw.utf8)).root.number)
        let score = Action.Result.Score(raw: number, range: 0...100)
        #expect(score.scaled?.shortest == scaled)
        #expect(score.raw == number)
        #expect(Action.Result.Score(raw: number).scaled == nil)
    }

    @Test func aParentHasNoParent() {
        let track = Action.Object(type: .course, id: "t", platformType: "track", parent: .platform("p"))
        let lesson = Action.Object(type: .lesson, id: "c", platformType: "challenge", parent: track)
        #expect(lesson.parent?.id == "t")
    }

    @Test func theVocabularyHasThirtyOneKinds() {
        let kinds: Set<Action.Kind> = [
            .learnerCreated, .learnerUpdated, .groupJoined, .enrolmentCreated, .enrolmentAssigned, .activityStarted,
            .activityProgressed, .activityAttempted, .activityCompleted, .activityStopped, .activityPrepared,
            .activityCleaned, .activitySkippedTo, .paymentReceived, .attendanceBooked, .attendancePresent,
            .attendanceAbsent, .rewardEarned, .rewardRedeemed, .rewardExpired, .inviteClaimed, .reviewCreated,
            .reviewUpdated, .coursePublished, .courseUnpublished, .environmentStarting, .environmentReady,
            .environmentFailed, .environmentEnded, .webhookPinged, .eventUnmapped,
        ]
        #expect(kinds.count == 31)
    }

    enum Colour: String, WireWord { case red, green }

    @Test func aWireWordListsTheWords() throws {
        let error = try #require(throws: JSONError.self) {
            try JSONDocument(parsing: Array(#""blue""#.utf8)).root.read(Colour.self)
        }
        #expect(error.description == #"expected "red" or "green", found another string"#)
        #expect(try JSONDocument(parsing: Array(#""green""#.utf8)).root.read(Colour.self) == .green)
    }

    @Test func headersAreFoundInAnyCase() {
        let delivery = Delivery(
            method: "POST", path: "/", headers: [.init("Svix-Id", "1"), .init("x", "2"), .init("SVIX-ID", "3")],
            body: [])
        #expect(delivery.headers(named: "svix-id") == ["1", "3"])
    }
}
