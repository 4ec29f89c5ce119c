import LearnHooks

/// Every IRI that statements name, each once, with where it is from; those of objects are `Action.ObjectType`'s own.
enum XAPIVocabulary {
    // ADL's vocabulary, https://w3id.org/xapi/adl, and before it http://adlnet.gov/expapi.
    private static let adl = "http://adlnet.gov/expapi"
    // Activity Streams 1.0, https://activitystrea.ms/specs/json/schema/activity-schema.html, in the spelling of the registry.
    private static let activityStreams = "http://activitystrea.ms/schema/1.0"
    // The registry of Tin Can, https://registry.tincanapi.com.
    private static let tinCan = "http://id.tincanapi.com"

    /// What was done: its IRI, and how it reads.
    struct Verb {
        let id: String
        let display: String

        fileprivate init(_ vocabulary: String, _ word: String, display: String? = nil) {
            id = "\(vocabulary)/\(word)"
            self.display = display ?? word
        }
    }

    private static let registered = Verb("\(adl)/verbs", "registered")
    private static let updated = Verb(activityStreams, "update", display: "updated")

    /// The verbs of the kinds that have one.
    private static let verbs: [Action.Kind: Verb] = [
        .learnerCreated: registered,
        .learnerUpdated: updated,
        .groupJoined: Verb(activityStreams, "join", display: "joined"),
        .enrolmentCreated: registered,
        .enrolmentAssigned: Verb(activityStreams, "assign", display: "was assigned"),
        .activityStarted: Verb("\(adl)/verbs", "initialized"),
        .activityProgressed: Verb("\(adl)/verbs", "progressed"),
        .activityAttempted: Verb("\(adl)/verbs", "attempted"),
        .activityCompleted: Verb("\(adl)/verbs", "completed"),
        .activityStopped: Verb("\(adl)/verbs", "terminated"),
        .paymentReceived: Verb(activityStreams, "purchase", display: "purchased"),
        .attendanceBooked: registered,
        .attendancePresent: Verb("\(adl)/verbs", "attended"),
        .rewardEarned: Verb("\(tinCan)/verb", "earned"),
        .inviteClaimed: Verb(activityStreams, "accept", display: "accepted"),
        .reviewCreated: Verb("\(tinCan)/verb", "reviewed"),
        .reviewUpdated: updated,
    ]

    /// Returns the verb of a kind, or nil if it has none.
    static func verb(of kind: Action.Kind) -> Verb? { verbs[kind] }

    /// How much is done, in whole percent: cmi5, https://w3id.org/xapi/cmi5/result/extensions/progress.
    static let progress = "https://w3id.org/xapi/cmi5/result/extensions/progress"
}
