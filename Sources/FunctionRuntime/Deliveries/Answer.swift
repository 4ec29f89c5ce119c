import ActionFormats
package import LearnHooks

/// The answer to a delivery, whatever carries it.
package struct Answer: Sendable {
    /// The HTTP status.
    package var status: Int
    /// The fields of the header, except for those that frame the body.
    package var headers: [Delivery.HeaderField] = []
    package var body: [UInt8] = []
    /// What is wrong, where something is.
    package var problem: String?
    /// Whether the sender has proven who it is.
    var isOfProvenSender = false

    /// Creates an answer.
    package init(
        status: Int, headers: [Delivery.HeaderField] = [], body: [UInt8] = [], problem: String? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.problem = problem
    }

    /// The answer without a body.
    static let empty = Answer(status: 204)

    /// The seconds after which the sender may send again.
    static let patience = 10

    /// Says what is wrong, as RFC 9457 puts it.
    static func problem(
        _ status: Int, _ detail: String, headers: [Delivery.HeaderField] = [],
        members: (inout JSONWriter) -> Void = { _ in }
    ) -> Answer {
        var writer = JSONWriter()
        writer.object { problem in
            problem.member("status", JSONNumber(status))
            problem.member("detail", detail)
            members(&problem)
        }
        writer.newline()
        return Answer(
            status: status, headers: [.init("Content-Type", "application/problem+json")] + headers, body: writer.bytes,
            problem: detail)
    }

    /// Refuses a body that was encoded on its way.
    static let encoded = problem(415, "a body with a content encoding, which no signature covers")

    /// Refuses a body that is too large.
    static func tooLarge(_ limit: Int) -> Answer {
        problem(413, "a body of more than \(limit) bytes: MAX_BODY_BYTES sets the limit")
    }

    /// Refuses a body for which there is no memory left.
    static let outpaced = problem(
        408, "too many bodies at once, of which this was the slowest: MAX_BODIES_BYTES sets the limit")

    /// Asks the sender to come again, after some seconds at least.
    static func unavailable(_ detail: String, after seconds: Int = patience) -> Answer {
        .problem(503, detail, headers: [.init("Retry-After", "\(seconds)")])
    }

    /// Answers with the ids of the actions only, as a JSON array of strings: the actions go elsewhere.
    static func ids(of actions: [IdentifiedAction]) -> Answer {
        var writer = JSONWriter()
        writer.array { ids in
            for action in actions { ids.string(action.id) }
        }
        writer.newline()
        return Answer(status: 200, headers: [.init("Content-Type", "application/json")], body: writer.bytes)
    }

    /// Answers a handshake.
    ///
    /// A browser must not show it as a page.
    static func handshake(_ answer: Handshake.Answer) -> Answer {
        Answer(
            status: 200,
            headers: [.init("Content-Type", answer.mediaType), .init("X-Content-Type-Options", "nosniff")],
            body: answer.body)
    }

    /// Gives the sender the actions: as a batch, or a single one as it is where that was asked for.
    ///
    /// - Parameters:
    ///   - actions: The actions.
    ///   - format: How they are written.
    ///   - isSingleAccepted: Whether a single event is what the sender asked for.
    /// - Returns: The answer.
    static func actions(
        _ actions: [IdentifiedAction], as format: ActionFormat, isSingleAccepted: Bool
    ) -> Answer {
        if case .xapi = format {
            return Answer(
                status: 200, headers: [.init("Content-Type", "application/json")], body: format.array(of: actions))
        }
        if isSingleAccepted, actions.count == 1, let line = format.line(actions[0]) {
            return Answer(status: 200, headers: [.init("Content-Type", CloudEvent.mediaType)], body: line)
        }
        return Answer(
            status: 200, headers: [.init("Content-Type", CloudEvent.batchMediaType)], body: format.array(of: actions))
    }
}

extension Answer {
    /// What a sender is told of a delivery that was refused.
    ///
    /// - Parameters:
    ///   - refusal: Why.
    ///   - isKept: Whether the delivery is stored here: only then it need not be sent again.
    init(_ refusal: Refusal, isKept: Bool) {
        switch refusal.reason {
        case .notAuthentic:
            // All of them get one text: details would help only a forger.
            self = .problem(
                401, "the delivery is not proven to be the platform's",
                headers: [.init("WWW-Authenticate", "Webhook realm=\"learnhooks\"")])
        case .noSuchPlatform:
            self = .problem(404, refusal.description)
        case .wrongMethod(let expected):
            self = .problem(405, refusal.description, headers: [.init("Allow", expected)])
        case .handshake:
            self = .problem(422, refusal.description)
        case .malformed(let error):
            // Source: https://docs.svix.com/receiving/delivery-control
            let control = [Delivery.HeaderField("webhook-delivery", "abort-message")]
            self = .problem(422, refusal.description, headers: isKept ? control : []) { problem in
                problem.member("path", error.path.isEmpty ? nil : error.path.description)
                problem.member("line", error.location.map { JSONNumber($0.line) })
                problem.member("column", error.location.map { JSONNumber($0.column) })
            }
        case .fault:
            self = .problem(500, "a fault of the receiver")
        }
    }

    /// What a sender is told of actions that did not get where they go, or nil if they did, or need not be sent again.
    ///
    /// - Parameters:
    ///   - delivered: The outcome.
    ///   - isKept: Whether the delivery is stored here: where it is not, the sender has the only copy.
    init?(_ delivered: Delivered, isKept: Bool) {
        if delivered.isAtFault {
            self = .problem(500, "a fault of the receiver")
        } else if delivered.hasFailed {
            self = .unavailable(
                "the actions could not be handed on just now", after: max(Self.patience, delivered.retryAfter ?? 0))
        } else if delivered.hasRefusal, !isKept {
            self = .problem(422, "the actions were refused where they go")
        } else {
            return nil
        }
    }
}
