import Journal
package import LearnHooks
package import NIOCore
package import Receiving

/// The inspector: a page for people with a browser, and the journal's API, which the page uses.
///
///     GET  /                                        the page
///     POST /session                                 {"token":"…"}: begins a session
///     GET  /v1/inspector                            what can be done here
///     GET  /v1/stream?after=&filter=                server-sent events: what comes behind a place
///     POST /v1/send                                 {"platform":"…","body":"…"}: signs a body again, and takes it as a delivery
///
/// and all of the journal's own API.
package struct Inspector: Sendable {
    /// The settings of an inspector.
    package struct Surroundings: Sendable {
        /// Finds out why a delivery was refused, for a person who looks at it.
        package var causes: @Sendable (Reception, Delivery) -> [String] = { _, _ in [] }
        /// The platforms.
        package var platforms: [Platform] = []
        /// What stands before every path, as in "/hooks".
        package var prefix = ""
        /// The URL at which deliveries come, where it is known.
        package var url: String?
        /// Signs a body as a platform does, or nil if the inspector may not.
        package var sign: (@Sendable (_ platform: String, _ body: [UInt8]) throws -> Delivery)?
        /// The token that a person must show, or nil for none.
        package var token: String?
        /// The names that the inspector has besides this machine's own.
        package var names: Set<String> = []

        /// Creates what is usual.
        package init() {}
    }

    /// What a request is answered with.
    package enum Reply: Sendable {
        /// An answer.
        case answer(AdminAnswer)
        /// An answer that comes later.
        case later(EventLoopFuture<AdminAnswer>)
        /// Events, until the client leaves.
        case stream(InspectorStream)
        /// A delivery that is to be taken as if a platform had sent it.
        case delivery(Delivery)
    }

    let api: JournalAPI
    private var surroundings: Surroundings { api.surroundings }
    private let sessions: InspectorSessions
    private let gate: InspectorGate

    /// Creates an inspector.
    ///
    /// - Parameters:
    ///   - api: The journal's API.
    ///   - surroundings: What it is told.
    ///   - isTLS: Whether it is reached over TLS.
    package init(_ api: JournalAPI, _ surroundings: Surroundings, isTLS: Bool) {
        var api = api
        api.surroundings = surroundings
        self.api = api
        sessions = InspectorSessions(token: surroundings.token, isTLS: isTLS)
        gate = InspectorGate(names: surroundings.names, isTLS: isTLS)
    }

    /// Answers a request.
    package func reply(to request: Delivery, on eventLoop: any EventLoop) -> Reply {
        let hasSession = sessions.has(request)
        switch gate.decision(on: request, hasSession: hasSession) {
        case .refused(let status, let reason): return .answer(.problem(status, reason).guarded)
        case .page:
            var page = AdminAnswer(mediaType: "text/html; charset=utf-8", body: InspectorPage.body)
            page.headers = InspectorPage.headers
            // If no token is set, anyone who can see the page may use it.
            if !sessions.asksForToken, !hasSession, let cookie = sessions.begin(with: nil, for: request) {
                page.headers.append(cookie)
            }
            return .answer(page.guarded)
        case .signIn:
            let token = try? JSONDocument(parsing: request.body).root["token"] as String?
            guard let cookie = sessions.begin(with: token, for: request) else {
                return .answer(.problem(401, "the token is not that of INSPECTOR_TOKEN").guarded)
            }
            var answer = JournalAPI.message("signed in")
            answer.headers.append(cookie)
            return .answer(answer.guarded)
        case .api:
            guard let question = AdminRequest(request.method, target: request.target, body: request.body) else {
                return .answer(.problem(400, "the path or the query is not well-formed").guarded)
            }
            return reply(to: question, from: request, on: eventLoop)
        }
    }

    private func reply(to question: AdminRequest, from request: Delivery, on eventLoop: any EventLoop) -> Reply {
        switch (question.method, question.path.dropFirst().joined(separator: "/")) {
        case ("GET", "inspector"): return .answer(facts.guarded)
        case ("GET", "stream"):
            let place = request.headers(named: "last-event-id").last ?? question.query["after"]
            guard let filter = try? JournalFilter(question.query["filter"] ?? "", now: api.now) else {
                return .answer(.problem(422, "filter: expected the journal's terms").guarded)
            }
            return .stream(InspectorStream(of: api, from: StreamPlace(place ?? ""), filter))
        case ("POST", "send"): return send(question)
        default: return .later(api.answer(question, on: eventLoop).map(\.guarded))
        }
    }

    /// What can be done here.
    private var facts: AdminAnswer {
        .json { writer in
            writer.object { writer in
                writer.member("can_send", surroundings.sign != nil)
                writer.member("url", surroundings.url)
                writer.key("platforms")
                writer.array { writer in for platform in surroundings.platforms { writer.string(platform.name) } }
            }
        }
    }

    /// Signs a body that a person has edited, and has it taken.
    private func send(_ question: AdminRequest) -> Reply {
        guard let sign = surroundings.sign else {
            return .answer(.problem(403, "only learnhooks serve signs deliveries, not the function").guarded)
        }
        do {
            let json = try JSONDocument(parsing: question.body).root
            let body: String = try json["body"]
            return .delivery(try sign(try json["platform"], Array(body.utf8)))
        } catch {
            return .answer(.problem(422, "\(error)").guarded)
        }
    }
}

extension Delivery {
    /// The target of the request, as it was sent.
    fileprivate var target: String { query.isEmpty ? path : "\(path)?\(query)" }
}

extension AdminAnswer {
    /// The answer with the headers for a browser: no sniffing, no caching, no referrer.
    package var guarded: AdminAnswer {
        var answer = self
        answer.headers += [
            .init("X-Content-Type-Options", "nosniff"), .init("Cache-Control", "no-store"),
            .init("Referrer-Policy", "no-referrer"),
        ]
        return answer
    }
}
