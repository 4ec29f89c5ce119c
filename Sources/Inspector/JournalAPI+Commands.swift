import Journal
import LearnHooks
import NIOCore
import NIOPosix

/// The commands that change something: each is one commit, which raises the epochs of the cursors that it changes.
extension JournalAPI {
    /// Does something with a destination.
    func change(
        _ name: String, _ verb: String, _ members: [String: String], on eventLoop: any EventLoop
    ) throws -> EventLoopFuture<AdminAnswer> {
        switch verb {
        case "pause":
            let reason = members["reason"] ?? "by a person"
            return perform(on: eventLoop, "\(name) is paused") { engine in
                try engine.pause(name, because: reason)
            }
        case "resume":
            return perform(on: eventLoop, "\(name) goes on") { engine in
                try engine.pause(name, because: nil)
            }
        case "skip":
            return perform(on: eventLoop, "\(name) begins with what comes from now on") { engine in
                try engine.skip(name)
            }
        case "remove":
            return perform(on: eventLoop, "\(name) has no place in the journal any more") { engine in
                try engine.remove(name)
            }
        case "rename":
            let new = try required("name", of: members)
            return perform(on: eventLoop, "\(name) is called \(new) now: the variables that name it must, too") {
                engine in try engine.rename(name, to: new)
            }
        default:
            return eventLoop.makeSucceededFuture(
                .problem(404, "\(verb): expected pause, resume, skip, remove or rename"))
        }
    }

    /// Tries again what was given up: a step.
    func release(_ members: [String: String], on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        try step(members, [.dead], on: eventLoop) { engine, selection, rows, time in
            try engine.release(selection, at: time, atMost: rows)
        }
    }

    /// Lets go of what waits or was given up: a step.
    func drop(_ members: [String: String], on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        try step(members, [.open, .dead], on: eventLoop) { engine, selection, rows, _ in
            try engine.drop(selection, atMost: rows)
        }
    }

    /// Does something with exceptions, as many as a step may have: of a destination wholly, or one by one where a filter says more.
    ///
    /// Those that the filter takes are looked for page by page, each of which is a unit of its own.
    private func step(
        _ members: [String: String], _ states: [ExceptionState], on eventLoop: any EventLoop,
        _ work: @escaping @Sendable (any JournalEngine, ExceptionSelection, Int, Int64) throws -> Int
    ) throws -> EventLoopFuture<AdminAnswer> {
        let (filter, time) = (try JournalFilter(members["filter"] ?? "", now: now), now)
        let delivery = try delivery(members)
        return exceptions(filter, states, on: eventLoop, atMost: ManyRows.step) { engine, place, most in
            var selection = ExceptionSelection()
            (selection.destination, selection.states) = (place.destination, [place.state])
            selection.places = try delivery.map { try Self.places(of: $0, in: engine) }
            if filter.isOfPlacesAlone {
                let rows = try work(engine, selection, most, time)
                return JournalPage(rows: Array(repeating: (), count: rows), next: nil)
            }
            let (places, page) = (selection.places, try place.read(engine, most))
            var rows: [Void] = []
            for line in page.rows where places?.contains(line.seq) ?? true {
                selection.places = line.seq...line.seq
                rows += Array(repeating: (), count: try work(engine, selection, 1, time))
            }
            return JournalPage(rows: rows, next: page.next)
        }.map { rows in .json { writer in writer.object { $0.member("rows", JSONNumber(rows.count)) } } }
    }

    /// Removes what names a learner: by the platform's id, or by an address.
    func forget(_ members: [String: String], on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let (platform, learner) = (try required("platform", of: members), try required("learner", of: members))
        guard let source = sources[platform] else {
            throw JournalError(
                .input, "\(platform): expected one of \(sources.keys.sorted().joined(separator: ", "))")
        }
        let keys = OrderKey.all(of: learner, source: source)
        return journal.perform(on: eventLoop) { engine in
            var rows = 0
            for key in keys { rows += try engine.forget(key) }
            return rows
        }.map { rows in
            Self.message(
                "what named this learner is removed from the log; backups, and what destinations have, still do, "
                    + "and a request under way may still arrive", rows: rows)
        }
    }

    /// Goes on with a command about many rows: a step.
    func goOn(on eventLoop: any EventLoop) -> EventLoopFuture<AdminAnswer> {
        journal.perform(on: eventLoop) { try $0.goOn(atMost: ManyRows.step) }.map { rows in
            .json { writer in writer.object { $0.member("rows", rows.map { JSONNumber($0) }) } }
        }
    }

    /// Sends again what destinations got: all of it by moving their cursors back, or what a filter takes by cursors of its own.
    func replay(_ members: [String: String], on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let filter = try JournalFilter(members["filter"] ?? "", now: now)
        guard filter.types.isEmpty, filter.states.isEmpty else {
            throw JournalError(.input, "filter: a replay takes platform, kind, learner, destination, since and until")
        }
        let delivery = try delivery(members)
        let (isTrial, isWhole) = (members["dry_run"] != nil, delivery == nil && filter == JournalFilter())
        let wanted = members["destination"].map { [$0.lowercased()] } ?? filter.destinations.sorted()
        // Times have become places of the log: what is left is asked of each row.
        let text = (members["filter"] ?? "").split(whereSeparator: \.isWhitespace)
            .filter { !$0.hasPrefix("since:") && !$0.hasPrefix("until:") && !$0.hasPrefix("destination:") }
            .joined(separator: " ")
        let time = now
        let replayed = journal.perform(on: eventLoop) { engine in
            let places = try delivery.map { try Self.places(of: $0, in: engine) }
            let first = try places?.lowerBound ?? filter.since.map { try engine.lastPlace(before: $0) + 1 } ?? 1
            let last = try places?.upperBound ?? filter.until.map { try engine.lastPlace(before: $0) } ?? .max
            let names = try wanted.isEmpty ? engine.summary(at: time).destinations.map(\.name) : wanted
            for name in names where !isTrial && !isWhole {
                _ = try engine.replay(name, from: first, through: last, filter: text.isEmpty ? nil : text)
            }
            let end = try min(last, engine.lastPlaces().values.max() ?? 0)
            let rows = "rows \(first) to \(end) of the log\(text.isEmpty ? "" : ", as far as \(text) takes them,")"
            let words =
                "\(rows) \(isTrial ? "would be" : "are") sent again to \(names.joined(separator: ", ")), under the same ids"
            return (names: isTrial || !isWhole ? [] : names, words: words)
        }
        return replayed.flatMap { replayed in
            // What each destination has that did not go smoothly may be many rows: a unit of its own.
            let moves = replayed.names.map { name in
                journal.perform(on: eventLoop) { try $0.move(name, backTo: 0) }
            }
            return EventLoopFuture.andAllSucceed(moves, on: eventLoop).map { Self.message(replayed.words) }
        }
    }

    /// The number of the one delivery that a command is about, or nil if it names none.
    func delivery(_ members: [String: String]) throws(JournalError) -> Int64? {
        guard let text = members["delivery"] else { return nil }
        guard let number = Int64(text) else {
            throw JournalError(.input, "delivery: expected the number of one in the journal")
        }
        return number
    }

    /// The places of the log that a delivery has: its rows were stored together.
    private static func places(of delivery: Int64, in engine: any JournalEngine) throws -> ClosedRange<Int64> {
        guard let seqs = try engine.delivery(delivery)?.rows.map(\.seq), let first = seqs.min(), let last = seqs.max()
        else { throw JournalError(.input, "\(delivery): no such delivery in the journal, or nothing is left of it") }
        return first...last
    }

    /// Copies the journal while it is used.
    func backup(_ members: [String: String], on eventLoop: any EventLoop) throws -> EventLoopFuture<AdminAnswer> {
        let path = try required("path", of: members)
        return NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { try copy(path) }
            .map { Self.message("\(path) is a copy: it holds personal data") }
    }

    /// Looks for damage.
    func check(on eventLoop: any EventLoop) -> EventLoopFuture<AdminAnswer> {
        journal.perform(on: eventLoop) { try $0.check() }.map { problems in
            .json { writer in
                writer.object { writer in
                    writer.key("problems")
                    writer.array { writer in for problem in problems { writer.string(problem) } }
                }
            }
        }
    }

    func perform(
        on eventLoop: any EventLoop, _ message: String,
        _ work: @escaping @Sendable (any JournalEngine) throws -> Void
    ) -> EventLoopFuture<AdminAnswer> {
        journal.perform(on: eventLoop) { engine in try work(engine) }.map { Self.message(message) }
    }

    static func message(_ text: String, rows: Int? = nil) -> AdminAnswer {
        .json { writer in
            writer.object { writer in
                writer.member("message", text)
                writer.member("rows", rows.map { JSONNumber($0) })
            }
        }
    }

    func required(_ name: String, of members: [String: String]) throws(JournalError) -> String {
        guard let value = members[name], !value.isEmpty else {
            throw JournalError(.input, "expected \(name) among the members")
        }
        return value
    }
}
