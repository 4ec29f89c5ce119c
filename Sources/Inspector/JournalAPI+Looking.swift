import Journal
import LearnHooks
import NIOCore
import Receiving

/// The read-only requests: pages, each found by a bounded search, so that no search delays deliveries.
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
    ///
    /// One that memory alone has is found by its number there, behind an `m`.
    func delivery(
        _ name: String, _ request: AdminRequest, on eventLoop: any EventLoop
    ) throws -> EventLoopFuture<AdminAnswer> {
        let isMasked = request.query["mask"] != nil
        if name.hasPrefix("m"), let number = Int64(name.dropFirst()) {
            return eventLoop.makeSucceededFuture(stranger(number, isMasked: isMasked))
        }
        return journal.perform(on: eventLoop) { engine -> (DeliveryDetail, [String])? in
            guard let number = try Int64(name) ?? engine.delivery(of: name), let detail = try engine.delivery(number)
            else {
                return nil
            }
            return (detail, try engine.summary(at: 0).destinations.map(\.name))
        }.map { found in
            guard let (detail, destinations) = found else {
                return .problem(404, "\(name): no such delivery in the journal")
            }
            return .json { $0.detail(detail, at: destinations, isMasked: isMasked) }
        }
    }

    /// A delivery that memory alone has: why it was refused is found out now, for few of them are ever looked at.
    private func stranger(_ number: Int64, isMasked: Bool) -> AdminAnswer {
        guard let stranger = memory.stranger(number) else {
            return .problem(404, "m\(number): no longer kept: what proves nothing stays in memory briefly")
        }
        let causes = stranger.reception.map { surroundings.causes($0, stranger.delivery) } ?? []
        let platform = surroundings.platforms.first { $0.name == stranger.platform }
        let shown =
            platform.map { stranger.delivery.concealed(of: $0, behind: surroundings.prefix) }
            ?? stranger.delivery.concealed(ofAnyOf: surroundings.platforms)
        return .json { $0.detail(stranger, shown, causes: causes, isMasked: isMasked) }
    }

    /// Deliveries with how far each has come, the last first, and the place behind which a stream goes on.
    func snapshot(_ request: AdminRequest, on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        if let ids = request.query["ids"] {
            let numbers = ids.split(separator: ",").prefix(200).compactMap { Int64($0) }
            return journal.perform(on: eventLoop) { try $0.listed(numbers) }
                .map { rows in .json { $0.deliveries(rows, [], memory) } }
        }
        let (filter, limit) = (try filter(of: request), min(try limit(of: request), 1_000))
        let before = try place("before", of: request)
        // What comes in between is in the stream once more, and known by its number.
        let strangers = memory.strangers()
        return journal.perform(on: eventLoop) { engine in
            try engine.lastDelivery()
        }.flatMap { last in
            found(atMost: limit, from: before, on: eventLoop) { engine, place, rows in
                // So many rows that the door does not wait for them.
                let page = try engine.deliveries(filter, before: place, atMost: min(rows, 100))
                return JournalPage(rows: try engine.listed(page.rows.map(\.number)), next: page.next)
            }.map { page in
                let taken = before == nil ? strangers.filter { filter.takes($0) } : []
                let place = StreamPlace(delivery: last, stranger: strangers.last?.number ?? 0)
                return .json { writer in
                    writer.object { writer in
                        writer.member("place", place.text)
                        writer.member("next", page.next.map { "\($0)" })
                        writer.key("page")
                        writer.deliveries(page.rows, taken, memory)
                    }
                }
            }
        }
    }

    /// How many deliveries came in each of the last minutes.
    var minutes: AdminAnswer {
        .json { writer in
            writer.object { writer in
                writer.key("minutes")
                writer.array { writer in
                    for (minute, counts) in memory.minutes {
                        writer.object { writer in
                            writer.member("minute", Timestamp(unixMilliseconds: minute * 60_000)?.description)
                            for outcome in DoorMemory.Outcome.allCases {
                                writer.key(named: outcome.rawValue)
                                writer.number(JSONNumber(counts[outcome] ?? 0))
                            }
                        }
                    }
                }
            }
        }
    }

    /// The exceptions, in the order of the log.
    func exceptions(_ request: AdminRequest, on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let (filter, limit) = (try filter(of: request), try limit(of: request))
        return exceptions(filter, ExceptionState.allCases, on: eventLoop, atMost: limit) { engine, page, rows in
            try page.read(engine, rows)
        }.map { rows in
            .json { $0.page("exceptions", JournalPage(rows: rows, next: nil)) { $0.line($1) } }
        }
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

    /// Exceptions of a destination in one state that a filter takes, behind a place.
    struct ExceptionPlace: Sendable {
        let destination: String
        let state: ExceptionState
        let filter: JournalFilter
        var place: Int64 = 0

        /// Reads the next ones, by a bounded look.
        func read(_ engine: any JournalEngine, _ rows: Int) throws(JournalError) -> JournalPage<ExceptionLine> {
            try engine.exceptions(of: destination, state, filter, behind: place, atMost: rows)
        }
    }

    /// Looks for exceptions until there are as many as were asked for, or no more: each look is a unit of its own.
    ///
    /// - Parameters:
    ///   - filter: What is looked for.
    ///   - states: The states that it is looked for in, unless the filter names some.
    ///   - eventLoop: Where the answer comes.
    ///   - limit: How many are enough.
    ///   - look: Reads some, or does something with them, at most so many, and returns what it has found, and where the next look begins.
    /// - Returns: All that was found.
    func exceptions<Row: Sendable>(
        _ filter: JournalFilter, _ states: [ExceptionState], on eventLoop: any EventLoop, atMost limit: Int,
        _ look: @escaping @Sendable (any JournalEngine, ExceptionPlace, Int) throws -> JournalPage<Row>
    ) -> EventLoopFuture<[Row]> {
        let asked = filter.states.compactMap(\.ofException)
        let places = journal.perform(on: eventLoop) { engine in
            try engine.cursors().destinations.sorted()
                .filter { filter.destinations.isEmpty || filter.destinations.contains($0) }.flatMap { name in
                    states.filter { asked.isEmpty || asked.contains($0) }
                        .map { ExceptionPlace(destination: name, state: $0, filter: filter) }
                }
        }
        return places.flatMap { exceptions(at: $0[...], [], on: eventLoop, atMost: limit, look) }
    }

    private func exceptions<Row: Sendable>(
        at places: ArraySlice<ExceptionPlace>, _ rows: [Row], on eventLoop: any EventLoop, atMost limit: Int,
        _ look: @escaping @Sendable (any JournalEngine, ExceptionPlace, Int) throws -> JournalPage<Row>
    ) -> EventLoopFuture<[Row]> {
        guard let first = places.first, rows.count < limit else { return eventLoop.makeSucceededFuture(rows) }
        return journal.perform(on: eventLoop) { try look($0, first, limit - rows.count) }.flatMap { page in
            var rest = page.next == nil ? places.dropFirst() : places
            if let next = page.next { rest[rest.startIndex].place = next }
            return exceptions(at: rest, rows + page.rows, on: eventLoop, atMost: limit, look)
        }
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
