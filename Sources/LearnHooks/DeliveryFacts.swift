/// What a delivery's header says of its event, the same in every attempt.
///
/// Over standard input a recorded delivery has it, and a bare payload does not.
public struct DeliveryFacts: Sendable, Hashable {
    /// The id of the message.
    public let id: String?
    /// The time of the event.
    public let time: Timestamp?
    /// The event's type, or the beginning of it.
    public let type: String?

    /// What is known where there is the body alone.
    public static let none = DeliveryFacts()

    /// Creates facts; what is empty counts as not said.
    public init(id: String? = nil, time: Timestamp? = nil, type: String? = nil) {
        self.id = id.unlessEmpty
        self.time = time
        self.type = type.unlessEmpty
    }

    /// The headers that facts stand in.
    ///
    /// A header that the signature does not cover can be changed in a captured delivery, whose actions would then
    /// have other ids: name it only where the platform's documents leave nothing else, and say so.
    public struct Headers: Sendable, Hashable {
        /// The header of the message's id.
        public let id: String?
        /// The header of the event's time, as in RFC 3339 or in Unix seconds.
        public let time: String?

        /// Creates the names of headers; nil if a fact has none.
        public init(id: String? = nil, time: String? = nil) {
            self.id = id
            self.time = time
        }
    }
}
