package import LearnHooks

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
