package import LearnHooks

/// A delivery that has proven to be its platform's own, as it goes into the journal.
package struct JournalEntry: Sendable {
    /// The function that it came to; empty for one of every platform.
    package var target: String
    /// The platform's name.
    package var platform: String
    /// The platform's origin.
    package var source: String
    /// The event's wire type, as far as it could be read.
    package var type: String
    /// What its sender calls the message; nil where the body's digest tells it from others.
    package var messageID: String?
    /// When it came.
    package var arrival: Timestamp
    /// The place of the secret that matched, from 0; nil where none was asked for.
    package var secretIndex: Int?
    /// The request without its body and without any secret, and the checks as they were found at the door: a recorded delivery in
    /// JSON, which `explain` takes.
    package var request: [UInt8]
    /// The media type of the body.
    package var mediaType: String
    /// The body's exact bytes.
    package var body: [UInt8]
    /// What became of it.
    package var outcome: Outcome
    /// Whether it was pulled from the platform's API, and did not come by itself: it is stored only where it has an action that the
    /// log has not, for what was not missed is no news.
    package var isPulled = false

    /// What became of a delivery at the door.
    package enum Outcome: Sendable {
        /// It was handled: the row of the log that stands for the whole of it, and its actions.
        case accepted(row: DeliveryRow, actions: [NewRow])
        /// It is no JSON, or has another shape than the platform documents: why, without a value.
        case refused(reason: String)
    }

    /// The row of the log that stands for a delivery as it came.
    package struct DeliveryRow: Sendable {
        /// Its id: the same for the same delivery, however often it arrives.
        package var id: String
        /// Its learner, where it has exactly one, else its own id.
        package var orderKey: OrderKey

        /// Creates a row.
        package init(id: String, orderKey: OrderKey) {
            self.id = id
            self.orderKey = orderKey
        }
    }

    /// An action that is to be stored, unless its id is known.
    package struct NewRow: Sendable {
        /// The action's id.
        package var id: String
        /// Of which rows the order is kept.
        package var orderKey: OrderKey
        /// The action's kind: `activity.completed`.
        package var kind: String
        /// The action as a canonical CloudEvent.
        package var content: [UInt8]

        /// Creates a row.
        package init(id: String, orderKey: OrderKey, kind: String, content: [UInt8]) {
            self.id = id
            self.orderKey = orderKey
            self.kind = kind
            self.content = content
        }
    }

    /// Creates an entry.
    package init(
        target: String, platform: String, source: String, type: String, messageID: String?, arrival: Timestamp,
        secretIndex: Int?, request: [UInt8], mediaType: String, body: [UInt8], outcome: Outcome
    ) {
        self.target = target
        self.platform = platform
        self.source = source
        self.type = type
        self.messageID = messageID
        self.arrival = arrival
        self.secretIndex = secretIndex
        self.request = request
        self.mediaType = mediaType
        self.body = body
        self.outcome = outcome
    }
}

/// What became of an entry.
package enum Appended: Sendable, Equatable {
    /// It is stored.
    ///
    /// - Parameters:
    ///   - actions: How many of its actions are new.
    ///   - known: How many have an id that was known, and were passed over.
    ///   - isChanged: Whether another body is stored under the same message id: its sender said two things by one name.
    case stored(actions: Int, known: Int, isChanged: Bool)
    /// The same delivery was stored before: it came so many times in all.
    case repeated(copies: Int)

    /// How often the same delivery has come in all, where it was stored before.
    package var copies: Int? {
        if case .repeated(let copies) = self { copies } else { nil }
    }

    /// How many actions have an id that was known.
    package var known: Int {
        if case .stored(_, let known, _) = self { known } else { 0 }
    }

    /// Whether another body came under the same message id before.
    package var isChanged: Bool {
        if case .stored(_, _, let isChanged) = self { isChanged } else { false }
    }
}
