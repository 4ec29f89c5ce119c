/// A request by which a platform checks that an endpoint expects its deliveries: it brings no event, and gets an answer.
///
/// Where the answer takes a body that has proven to be the platform's own, `of` is the type that it states, and `at` where.
public enum Handshake: Sendable, Hashable {
    /// Asks for a parameter of the query back, as text, before it proves anything and without a body.
    ///
    /// The method is the platform's own where it is nil.
    /// Source: https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks, validationToken
    case echoParameter(String, method: String? = nil)
    /// Asks for a member of the body back, as text.
    ///
    /// Source: https://api.slack.com/events/url_verification, challenge
    case echoMember([String], of: String, at: EventTypePlace = .type)
    /// Asks for HMAC-SHA256 of a member of the body, in hex, by the secret that signed the request: an object of both.
    ///
    /// Source: https://developers.zoom.us/docs/api/webhooks/, endpoint.url_validation
    case signMember([String], of: String, at: EventTypePlace = .type, token: String, code: String)

    /// The answer to the platform.
    public struct Answer: Sendable, Hashable {
        /// The media type.
        public let mediaType: String
        /// The body.
        public let body: [UInt8]

        /// Creates an answer.
        public init(_ mediaType: String, _ body: [UInt8]) {
            self.mediaType = mediaType
            self.body = body
        }
    }
}
