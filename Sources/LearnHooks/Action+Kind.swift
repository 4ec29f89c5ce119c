extension Action {
    /// What was done: one of the vocabulary's names.
    ///
    /// The vocabulary is open: a platform may need a word that is not here yet.
    public struct Kind: Hashable, Sendable {
        /// The name: `activity.completed`.
        public let name: String

        /// Creates a kind.
        public init(_ name: String) {
            self.name = name
        }
    }
}

extension Action.Kind {
    /// A person joined the platform.
    public static let learnerCreated = Self("learner.created")
    /// A person's data changed.
    public static let learnerUpdated = Self("learner.updated")
    /// A learner became a member of a group.
    public static let groupJoined = Self("group.joined")

    /// A learner enrolled.
    public static let enrolmentCreated = Self("enrolment.created")
    /// A course was assigned to a learner.
    public static let enrolmentAssigned = Self("enrolment.assigned")

    /// A learner began.
    public static let activityStarted = Self("activity.started")
    /// A learner made progress.
    public static let activityProgressed = Self("activity.progressed")
    /// A learner handed in an attempt.
    public static let activityAttempted = Self("activity.attempted")
    /// A learner completed something.
    public static let activityCompleted = Self("activity.completed")
    /// The learner or the platform stopped an activity; it may or may not be completed.
    public static let activityStopped = Self("activity.stopped")
    /// The platform prepared an activity.
    public static let activityPrepared = Self("activity.prepared")
    /// The platform cleaned up after an activity.
    public static let activityCleaned = Self("activity.cleaned")
    /// A learner skipped to an activity.
    public static let activitySkippedTo = Self("activity.skipped_to")

    /// A learner paid.
    public static let paymentReceived = Self("payment.received")

    /// A learner booked a session.
    public static let attendanceBooked = Self("attendance.booked")
    /// A learner attended a session.
    public static let attendancePresent = Self("attendance.present")
    /// A learner missed a session.
    public static let attendanceAbsent = Self("attendance.absent")

    /// A learner obtained a reward.
    public static let rewardEarned = Self("reward.earned")
    /// A learner redeemed a reward.
    public static let rewardRedeemed = Self("reward.redeemed")
    /// A reward expired.
    public static let rewardExpired = Self("reward.expired")

    /// A learner claimed an invite.
    public static let inviteClaimed = Self("invite.claimed")

    /// A learner wrote a review.
    public static let reviewCreated = Self("review.created")
    /// A learner changed a review.
    public static let reviewUpdated = Self("review.updated")

    /// A course became available.
    public static let coursePublished = Self("course.published")
    /// A course is no longer available.
    public static let courseUnpublished = Self("course.unpublished")

    /// An environment is being made.
    public static let environmentStarting = Self("environment.starting")
    /// An environment can be used.
    public static let environmentReady = Self("environment.ready")
    /// An environment could not be made.
    public static let environmentFailed = Self("environment.failed")
    /// An environment is gone.
    public static let environmentEnded = Self("environment.ended")

    /// The platform tested the webhook.
    public static let webhookPinged = Self("webhook.pinged")
    /// An event or a row that is not known: it is kept whole, so that nothing is lost.
    public static let eventUnmapped = Self("event.unmapped")
}
