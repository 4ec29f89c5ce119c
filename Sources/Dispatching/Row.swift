package import LearnHooks

/// What goes to destinations: an action, or a delivery as it came.
package enum Row: Sendable {
    /// An action.
    case action(IdentifiedAction)
    /// A delivery's body.
    case delivery(DeliveredBody)

    /// What tells the row from others.
    package var id: String {
        switch self {
        case .action(let action): action.id
        case .delivery(let body): body.id
        }
    }

    /// Of which rows the order is kept: those of a learner, else of what was acted upon; what is about a platform stands alone.
    var orderKey: String {
        switch self {
        case .delivery(let body): return body.id
        case .action(let action):
            let object = action.action.object
            if let learner = action.partitionKey { return "\(action.source)\0\(learner)" }
            if object.type == .platform { return action.id }
            return "\(action.source)\0\(object.type.name)/\(object.id ?? "")"
        }
    }
}

/// The body of a delivery that was handled, as the platform sent it.
package struct DeliveredBody: Sendable {
    /// The same for the same delivery, however often it arrives: a UUID in lower case.
    package let id: String
    /// The platform's origin.
    package let source: String
    /// The event that it brings.
    package let event: EventReference
    /// The media type of the body.
    package let mediaType: String
    /// The body's exact bytes.
    package let bytes: [UInt8]

    /// Creates a body.
    package init(id: String, source: String, event: EventReference, mediaType: String, bytes: [UInt8]) {
        self.id = id
        self.source = source
        self.event = event
        self.mediaType = mediaType
        self.bytes = bytes
    }
}
