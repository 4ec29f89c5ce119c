/// A delivery, in a list.
package struct DeliveryLine: Sendable, Equatable {
    /// Its number in the journal.
    package var number: Int64
    /// The function that it came to; empty for one of every platform.
    package var target: String
    /// The platform's name.
    package var platform: String
    /// The platform's origin.
    package var source: String
    /// The event's wire type.
    package var type: String
    /// When it came first, in milliseconds since 1970.
    package var arrival: Int64
    /// How often it came.
    package var copies: Int64
    /// When it came last.
    package var last: Int64
    /// Why it was refused; nil where it was handled.
    package var refusal: String?
    /// The place of the secret that matched, from 0.
    package var secretIndex: Int64?
    /// The media type of its body.
    package var mediaType: String

    /// Creates a line.
    package init(
        number: Int64, target: String, platform: String, source: String, type: String, arrival: Int64, copies: Int64,
        last: Int64, refusal: String?, secretIndex: Int64?, mediaType: String
    ) {
        self.number = number
        self.target = target
        self.platform = platform
        self.source = source
        self.type = type
        self.arrival = arrival
        self.copies = copies
        self.last = last
        self.refusal = refusal
        self.secretIndex = secretIndex
        self.mediaType = mediaType
    }
}
