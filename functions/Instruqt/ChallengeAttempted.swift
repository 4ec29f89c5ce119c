import LearnHooks

/// A user submits an attempt at a challenge.
struct ChallengeAttempted: EventHandler {
    static let eventType = "track.challenge_attempted"
    static let kinds: [Action.Kind] = [.activityAttempted]

    struct Attempt: Decodable {
        let play: Play
        /// Whether the attempt passed; it is in the documents' example, and in none of their tables.
        let isCompleted: Bool?

        private enum CodingKeys: String, CodingKey {
            case isCompleted = "completed"
        }

        init(from decoder: any Decoder) throws {
            play = try Play(from: decoder)
            isCompleted = try decoder.container(keyedBy: CodingKeys.self)
                .decodeIfPresent(Bool.self, forKey: .isCompleted)
        }
    }

    func actions(for attempt: Attempt) -> [Action] {
        [attempt.play.challengeAction(.activityAttempted, .init(success: attempt.isCompleted))]
    }
}
