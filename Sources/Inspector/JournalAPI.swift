package import Journal
package import LearnHooks
package import NIOCore

/// The API of a journal, which the shell and the inspector speak: `/v1`.
///
///     GET  /v1/journal                              what is in it, and how each destination stands
///     GET  /v1/deliveries?filter=&before=&limit=    deliveries, the last first
///     GET  /v1/deliveries/ID?mask=                  one of them: what it became, and where that is
///     POST /v1/deliveries?platform=&call=&since=    an event that was pulled from its platform's API, in its webhook's form
///     GET  /v1/snapshot?filter=&before=&limit=&ids= deliveries with how far each has come, and the place that a stream goes on from
///     GET  /v1/minutes                              how many deliveries came in each of the last minutes, by outcome
///     GET  /v1/exceptions?filter=&limit=            what did not go smoothly
///     GET  /v1/export?filter=&before=               recorded deliveries
///     POST /v1/replay                               {"filter":"…","delivery":"…","destination":"…","dry_run":"yes"}
///     POST /v1/replay/bodies                        {"filter":"…","destination":"…","corrected":"yes","dry_run":"yes","behind":"…"}: a step
///     POST /v1/release, /v1/drop                    {"filter":"…","delivery":"…"}: a step of 500 rows
///     POST /v1/destinations/NAME/VERB               pause ({"reason":"…"}), resume, skip, remove, rename ({"name":"…"})
///     POST /v1/forget                               {"platform":"…","learner":"…"}
///     POST /v1/continue                             the next step of 500 rows of replay, skip, remove, rename, forget; no rows at the end
///     POST /v1/backup                               {"path":"…"}
///     POST /v1/check
///
/// Errors are those of RFC 9457. Nothing changes by `GET`.
package struct JournalAPI: Sendable {
    /// The journal.
    package let journal: Journal
    /// The platforms' origins by their names, in which learners are looked for.
    let sources: [String: String]
    let clock: @Sendable () -> Timestamp
    /// Handles an event that was pulled; nil if nothing is to be stored of it.
    let entry: @Sendable (PulledEvent, Timestamp) throws(JournalError) -> JournalEntry?
    /// Handles a stored delivery anew; nil where that cannot be done.
    let again: @Sendable (DeliveryDetail) throws(JournalError) -> JournalEntry.Outcome?
    /// What came to the door and is not in the journal.
    package let memory: DoorMemory
    /// Finds out why a delivery was refused, and shows it without what is secret.
    package var surroundings = Inspector.Surroundings()
    /// Copies the journal to a file that is not there yet, while it is used.
    let copy: @Sendable (_ path: String) throws -> Void

    /// Creates the API of a journal.
    ///
    /// - Parameters:
    ///   - journal: The journal.
    ///   - sources: The platforms' origins by their names.
    ///   - memory: What came to the door and is not in the journal.
    ///   - clock: The present time.
    ///   - entry: Handles an event that was pulled; nil if nothing is to be stored of it.
    ///   - again: Handles a stored delivery anew; nil if that cannot be done.
    ///   - copy: Copies the journal to a file that is not there yet, while it is used.
    package init(
        _ journal: Journal, sources: [String: String], memory: DoorMemory = DoorMemory(),
        clock: @escaping @Sendable () -> Timestamp,
        entry: @escaping @Sendable (PulledEvent, Timestamp) throws(JournalError) -> JournalEntry?,
        again: @escaping @Sendable (DeliveryDetail) throws(JournalError) -> JournalEntry.Outcome?,
        copy: @escaping @Sendable (_ path: String) throws -> Void
    ) {
        self.journal = journal
        self.sources = sources
        self.memory = memory
        self.clock = clock
        self.entry = entry
        self.again = again
        self.copy = copy
    }

    /// Answers a request.
    package func answer(_ request: AdminRequest, on eventLoop: any EventLoop) -> EventLoopFuture<AdminAnswer> {
        do {
            return try route(request, on: eventLoop).flatMapErrorThrowing { try Self.problem(of: $0) }
        } catch {
            return eventLoop.makeCompletedFuture { try Self.problem(of: error) }
        }
    }

    private static func problem(of error: any Error) throws -> AdminAnswer {
        switch error {
        case let error as JournalError: .problem(error.kind == .input ? 422 : 503, error.description)
        case let error as JSONError: .problem(422, error.description)
        default: throw error
        }
    }

    private func route(_ request: AdminRequest, on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let path = request.path
        guard path.first == "v1", path.count > 1 else {
            return eventLoop.makeSucceededFuture(.problem(404, "expected /v1/…"))
        }
        switch (request.method, path[1], path.count) {
        case ("GET", "journal", 2): return summary(on: eventLoop)
        case ("GET", "deliveries", 2): return try deliveries(request, on: eventLoop)
        case ("POST", "deliveries", 2): return try pull(request, on: eventLoop)
        case ("GET", "deliveries", 3): return try delivery(path[2], request, on: eventLoop)
        case ("GET", "snapshot", 2): return try snapshot(request, on: eventLoop)
        case ("GET", "minutes", 2): return eventLoop.makeSucceededFuture(minutes)
        case ("GET", "exceptions", 2): return try exceptions(request, on: eventLoop)
        case ("GET", "export", 2): return try export(request, on: eventLoop)
        case ("POST", "replay", 2): return try replay(members(of: request), on: eventLoop)
        case ("POST", "replay", 3) where path[2] == "bodies": return try revise(members(of: request), on: eventLoop)
        case ("POST", "continue", 2): return goOn(on: eventLoop)
        case ("POST", "release", 2): return try release(members(of: request), on: eventLoop)
        case ("POST", "drop", 2): return try drop(members(of: request), on: eventLoop)
        case ("POST", "destinations", 4):
            return try change(path[2], path[3], members(of: request), on: eventLoop)
        case ("POST", "forget", 2): return try forget(members(of: request), on: eventLoop)
        case ("POST", "backup", 2): return try backup(members(of: request), on: eventLoop)
        case ("POST", "check", 2): return check(on: eventLoop)
        default: return eventLoop.makeSucceededFuture(.problem(404, "no such path, or not with \(request.method)"))
        }
    }

    /// The members of a request's body, all of them text, or none if there is no body.
    private func members(of request: AdminRequest) throws(JSONError) -> [String: String] {
        guard !request.body.isEmpty else { return [:] }
        let json = try JSONDocument(parsing: request.body).root
        guard json.kind == .object else { throw json.error("expected an object") }
        var members: [String: String] = [:]
        for (name, value) in json.members { members[name] = try value.read() }
        return members
    }

    /// The present time, in milliseconds since 1970.
    var now: Int64 { clock().unixMilliseconds }
}
