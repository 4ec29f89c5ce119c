import Journal
import LearnHooks
import NIOCore

/// What is only looked at: pages, each found by a bounded look, so that no search stops the door.
extension JournalAPI {
    /// What is in the journal, and how each destination stands.
    func summary(on eventLoop: any EventLoop) -> EventLoopFuture<AdminAnswer> {
        let time = now
        return journal.perform(on: eventLoop) { try $0.summary(at: time) }.map { summary in
            .json { $0.summary(summary) }
        }
    }

    /// Deliveries, the last first.
    func deliveries(_ request: AdminRequest, on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let (filter, limit) = (try filter(of: request), try limit(of: request))
        let before = try place("before", of: request)
        return found(atMost: limit, from: before, on: eventLoop) { engine, place, rows in
            try engine.deliveries(filter, before: place, atMost: rows)
        }.map { page in .json { $0.page("deliveries", page) { $0.line($1) } } }
    }

    /// One delivery, by its number or by the id of one of its actions.
    func delivery(_ name: String, on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        journal.perform(on: eventLoop) { engine -> (DeliveryDetail, [String])? in
            guard let number = try Int64(name) ?? engine.delivery(of: name), let detail = try engine.delivery(number)
            else {
                return nil
            }
            return (detail, try engine.summary(at: 0).destinations.map(\.name))
        }.map { found in
            guard let (detail, destinations) = found else {
                return .problem(404, "\(name): no such delivery in the journal")
            }
            return .json { $0.detail(detail, at: destinations) }
        }
    }

    /// What did not go smoothly, in the order of the log.
    func exceptions(_ request: AdminRequest, on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let (filter, limit) = (try filter(of: request), try limit(of: request))
        return journal.perform(on: eventLoop) { engine in
            var lines: [ExceptionLine] = []
            for (destination, state) in try Self.places(filter, ExceptionState.allCases, in: engine)
            where lines.count < limit {
                lines += try Self.lines(
                    of: destination, state, filter, behind: 0, atMost: limit - lines.count, in: engine
                ).rows
            }
            return JournalPage(rows: lines, next: nil)
        }.map { page in .json { $0.page("exceptions", page) { $0.line($1) } } }
    }

    /// Recorded deliveries, the last first.
    func export(_ request: AdminRequest, on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let filter = try filter(of: request)
        let before = try place("before", of: request)
        return found(atMost: 50, from: before, on: eventLoop) { engine, place, rows in
            let page = try engine.deliveries(filter, before: place, atMost: rows)
            return JournalPage(rows: try page.rows.compactMap { try engine.delivery($0.number) }, next: page.next)
        }.map { page in .json { $0.page("deliveries", page) { $0.recorded($1) } } }
    }

    // MARK: pages

    /// Looks until a page has as many rows as were asked for, or there are no more: each look is a unit of its own.
    private func found<Row: Sendable>(
        atMost limit: Int, from place: Int64?, on eventLoop: any EventLoop, before rows: [Row] = [],
        _ look: @escaping @Sendable (any JournalEngine, Int64?, Int) throws -> JournalPage<Row>
    ) -> EventLoopFuture<JournalPage<Row>> {
        journal.perform(on: eventLoop) { try look($0, place, limit - rows.count) }.flatMap { page in
            let all = rows + page.rows
            guard let next = page.next, all.count < limit else {
                return eventLoop.makeSucceededFuture(JournalPage(rows: all, next: page.next))
            }
            return found(atMost: limit, from: next, on: eventLoop, before: all, look)
        }
    }

    /// Where exceptions may stand that a filter takes.
    static func places(
        _ filter: JournalFilter, _ states: [ExceptionState], in engine: any JournalEngine
    ) throws -> [(destination: String, state: ExceptionState)] {
        let known = try engine.summary(at: 0).destinations.map(\.name)
        let asked = filter.states.compactMap(\.ofException)
        return known.filter { filter.destinations.isEmpty || filter.destinations.contains($0) }.flatMap { name in
            states.filter { asked.isEmpty || asked.contains($0) }.map { (name, $0) }
        }
    }

    /// The first exceptions of a destination that a filter takes.
    static func lines(
        of destination: String, _ state: ExceptionState, _ filter: JournalFilter, behind place: Int64, atMost rows: Int,
        in engine: any JournalEngine
    ) throws -> JournalPage<ExceptionLine> {
        var (lines, place): ([ExceptionLine], Int64?) = ([], place)
        while let behind = place, lines.count < rows {
            let page = try engine.exceptions(of: destination, state, filter, behind: behind, atMost: rows - lines.count)
            lines += page.rows
            place = page.next
        }
        return JournalPage(rows: lines, next: place)
    }

    private func filter(of request: AdminRequest) throws(JournalError) -> JournalFilter {
        try JournalFilter(request.query["filter"] ?? "", now: now)
    }

    private func limit(of request: AdminRequest) throws(JournalError) -> Int {
        guard let text = request.query["limit"] else { return 50 }
        guard let limit = Int(text), (1...10_000).contains(limit) else {
            throw JournalError(.input, "limit: expected a number from 1 to 10000")
        }
        return limit
    }

    private func place(_ name: String, of request: AdminRequest) throws(JournalError) -> Int64? {
        guard let text = request.query[name] else { return nil }
        guard let place = Int64(text) else {
            throw JournalError(.input, "\(name): expected the next of the page before")
        }
        return place
    }
}

extension JournalFilter {
    /// Whether it says no more than where exceptions stand.
    var isOfPlacesAlone: Bool {
        var rest = self
        (rest.destinations, rest.states) = ([], [])
        return rest == JournalFilter()
    }
}
