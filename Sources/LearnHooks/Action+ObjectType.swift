extension Action {
    /// The type of an object: one of the vocabulary's words.
    ///
    /// The vocabulary is open: a platform's folder may bring a word that is not here.
    public struct ObjectType: Hashable, Sendable {
        /// The name: "course".
        public let name: String
        /// The type of activity that xAPI statements name, an IRI, or nil if no vocabulary has a word for it.
        public let activityType: String?

        /// Creates a type.
        ///
        /// - Precondition: The name is of lower-case letters: it stands in ids of activities and in subjects.
        public init(_ name: String, activityType: String? = nil) {
            precondition(!name.isEmpty && name.allSatisfy { ("a"..."z").contains($0) }, "\(name): expected a word")
            self.name = name
            self.activityType = activityType
        }
    }
}

// The IRIs are those of ADL's vocabulary (https://w3id.org/xapi/adl), of Activity Streams 1.0 in the spelling of the registry
// (https://activitystrea.ms/specs/json/schema/activity-schema.html), and of Tin Can's registry (https://registry.tincanapi.com).
extension Action.ObjectType {
    /// The words that every platform shares.
    public static let shared: [Self] = [
        .course, .lesson, .session, .bundle, .reward, .invite, .group, .environment, .platform,
    ]

    /// A course, a track, a pathway.
    public static let course = Self("course", activityType: "http://adlnet.gov/expapi/activities/course")
    /// A part of a course.
    public static let lesson = Self("lesson", activityType: "http://adlnet.gov/expapi/activities/lesson")
    /// A meeting at a time and a place.
    public static let session = Self("session", activityType: "http://adlnet.gov/expapi/activities/meeting")
    /// Courses that are sold together.
    public static let bundle = Self("bundle", activityType: "http://activitystrea.ms/schema/1.0/collection")
    /// What a learner can obtain.
    public static let reward = Self("reward", activityType: "http://activitystrea.ms/schema/1.0/offer")
    /// An invite to a course.
    public static let invite = Self("invite", activityType: "http://activitystrea.ms/schema/1.0/offer")
    /// A group of learners.
    public static let group = Self("group", activityType: "http://activitystrea.ms/schema/1.0/group")
    /// A machine that is made for a learner.
    public static let environment = Self("environment")
    /// A platform itself.
    public static let platform = Self("platform", activityType: "http://id.tincanapi.com/activitytype/lms")
}
