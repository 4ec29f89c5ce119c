package import LearnHooks

/// An event that was pulled from a platform's API in its webhook's own form, on its way into a journal.
package struct PulledEvent: Sendable {
    /// The platform's name.
    package let platform: String
    /// The words of the call that gave it: "list enrolments".
    package let call: String
    /// Actions that happened before are left out; nil if none are.
    package let since: Timestamp?
    /// The event, in JSON.
    package let body: [UInt8]

    /// What the journal made of it.
    package struct Outcome: Sendable {
        /// How many of its actions the log did not have.
        package let missed: Int
        /// How many it had.
        package let known: Int

        init(missed: Int, known: Int) {
            self.missed = missed
            self.known = known
        }
    }

    /// Creates an event.
    package init(platform: String, call: String, since: Timestamp?, body: [UInt8]) {
        self.platform = platform
        self.call = call
        self.since = since
        self.body = body
    }

    private static let path = ["v1", "deliveries"]

    /// The request that brings it.
    package var request: AdminRequest {
        var query = ["platform": platform, "call": call]
        query["since"] = since?.description
        return AdminRequest("POST", Self.path, query: query, body: body)
    }

    /// Reads the request that brings one.
    ///
    /// - Throws: `JSONError` if a parameter is missing, or is no time.
    init(_ request: AdminRequest) throws(JSONError) {
        guard let platform = request.query["platform"], let call = request.query["call"] else {
            throw JSONError(expected: "the parameters platform and call")
        }
        let since = try request.query["since"].map { text throws(JSONError) in
            guard let time = Timestamp(text) else { throw JSONError(expected: "since to be a time") }
            return time
        }
        self.init(platform: platform, call: call, since: since, body: request.body)
    }
}

extension PulledEvent.Outcome {
    /// Reads an answer.
    ///
    /// - Throws: `JournalCommand.Refusal` where the journal did not take the event, `JSONError` where it says something else.
    package init(_ answer: AdminAnswer) throws {
        guard answer.status == 200 else { throw JournalCommand.Refusal(answer) }
        let json = try JSONDocument(parsing: answer.body).root
        self.init(missed: try json["missed"], known: try json["known"])
    }

    /// The answer that says it.
    var answer: AdminAnswer {
        .json { writer in
            writer.object { writer in
                writer.member("missed", JSONNumber(missed))
                writer.member("known", JSONNumber(known))
            }
        }
    }
}
