import Dispatching
import HTTPClient
import Journal
import LearnHooks
import Support

/// A small world in which the dispatch runs over a journal, with hostile destinations, kills, and a person at the shell.
///
/// One seed is one schedule.
final class World {
    struct Site {
        var dispatch: DestinationDispatch
        var sink = Sink()
        var kinds: Set<String>?
        var isXAPI = true
        var batch = 4
        var concurrency = 16
    }

    /// Something that is under way: it is done, and then told.
    struct Job {
        let destination: String
        var readyAt: Duration
        var isRequest = false
        let run: (World) throws -> ((World) -> Void)?
    }

    var random: SeededGenerator
    let engine: any JournalEngine
    let rules: DispatchRules
    var time = DispatchTime(wall: 1_700_000_000_000, uptime: .seconds(1_000))
    var sites: [String: Site] = [:]
    var jobs: [Job] = []
    var late: [(destination: String, ids: [String])] = []
    var checker = Checker()
    var script: [(delivery: String, actions: [(id: String, learner: String, kind: String)])] = []
    var admin: [(World) throws -> Void] = []
    /// What happened, where it is to be printed: the same schedule is gone through once more for it.
    var isTraced = false
    private(set) var trace: [String] = []
    /// How often a kill, a late answer, a lost one may still happen.
    var (kills, lates, losses) = (0, 0, 0)
    var isHostile = true
    /// How many rounds the end has at least: a hundred seconds each at first, an hour each from the thirteenth on.
    var rounds = 9
    var shards = 2
    var latency = Duration.milliseconds(50)
    var steps = 0
    var seq: Int64 = 0
    private var lastEpochs: [CursorName: Int64] = [:]

    init(seed: UInt64, engine: any JournalEngine, rules: DispatchRules) {
        random = SeededGenerator(seed: seed)
        self.engine = engine
        self.rules = rules
    }

    func say(_ text: @autoclosure () -> String) {
        if isTraced { trace.append("\(time.uptime) \(text())") }
    }

    func pick(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    /// The order key of a learner: those of neighbouring letters share a shard.
    func key(_ learner: String) -> OrderKey {
        let wanted = Int(learner.utf8.first ?? 65) - 65
        for number in 0... {
            let key = OrderKey("\(learner)\(number)")
            if key.shard == wanted / 2 % shards { return key }
        }
        return OrderKey(learner)
    }

    // MARK: destinations

    func add(_ name: String, _ change: (inout Site) -> Void = { _ in }) throws {
        var site = Site(dispatch: dispatch(name, 4, 16))
        change(&site)
        sites[name] = site
        try engine.configure(name, from: .beginning)
        try start(name)
    }

    private func dispatch(_ name: String, _ batch: Int, _ concurrency: Int) -> DestinationDispatch {
        DestinationDispatch(name, batch: batch, concurrency: concurrency, rate: nil, of: 1, rules: rules)
    }

    func start(_ name: String) throws {
        guard let site = sites[name] else { return }
        var dispatch = dispatch(name, site.batch, site.concurrency)
        dispatch.appended(try engine.lastPlaces())
        sites[name]?.dispatch = dispatch
        sites[name]?.sink.underWay = 0
        jobs.removeAll { $0.destination == name }
    }

    func kill() throws {
        say("kill -9")
        checker.kills += 1
        for name in sites.keys { try start(name) }
    }

    func takes(_ name: String, _ kind: String?) -> Bool {
        guard let kind, let site = sites[name] else { return false }
        return site.kinds?.contains(kind) ?? true
    }

    // MARK: one step of somebody

    /// Takes the steps that the dispatches ask for.
    func proceed() throws {
        let epochs = Dictionary(try engine.cursors().map { ($0.name, $0.epoch) }) { first, _ in first }
        if epochs != lastEpochs {
            lastEpochs = epochs
            for name in sites.keys.sorted() { sites[name]?.dispatch.cursorsChanged() }
        }
        for name in sites.keys.sorted() {
            while let step = sites[name]?.dispatch.next(at: time, epoch: { epochs[$0] }) {
                steps += 1
                guard steps < 60_000 else { throw Violation("it never rests") }
                try take(step, name)
            }
        }
    }

    func run(_ index: Int) throws {
        let job = jobs.remove(at: index)
        guard let told = try job.run(self) else { return }
        jobs.append(
            Job(destination: job.destination, readyAt: time.uptime) { world in
                told(world)
                return nil
            })
    }

    func append() throws {
        guard !script.isEmpty else { return }
        let (delivery, actions) = script.removeFirst()
        let rows = actions.map {
            JournalEntry.NewRow(id: $0.id, orderKey: key($0.learner), kind: $0.kind, content: Array($0.id.utf8))
        }
        let entry = JournalEntry(
            target: "", platform: "p", source: "https://p", type: "t", messageID: delivery, arrival: .epoch,
            secretIndex: nil, request: [], mediaType: "", body: Array(delivery.utf8),
            outcome: .accepted(row: .init(id: "delivery \(delivery)", orderKey: OrderKey(delivery)), actions: rows))
        try engine.commit {
            guard case .stored = try engine.append(entry) else { return }
            seq += 1
            for action in actions where checker.ghosts[action.id] == nil {
                seq += 1
                checker.append(
                    Ghost(
                        id: action.id, seq: seq, learner: action.learner, kind: action.kind, key: key(action.learner),
                        appeared: time.uptime))
            }
        }
        say("append \(delivery) \(actions.map { $0.id + $0.learner + $0.kind })")
        let places = try engine.lastPlaces()
        for name in sites.keys { sites[name]?.dispatch.appended(places) }
    }

    private func spend(_ budget: inout Int) -> Bool {
        guard isHostile, budget > 0, Int.random(in: 0..<4, using: &random) == 0 else { return false }
        budget -= 1
        return true
    }

    // MARK: steps of a dispatch

    private func job(
        _ name: String, after delay: Duration = .zero, isRequest: Bool = false,
        _ run: @escaping (World) throws -> ((World) -> Void)?
    ) {
        jobs.append(Job(destination: name, readyAt: time.uptime + delay, isRequest: isRequest, run: run))
    }

    private func take(_ step: DispatchStep, _ name: String) throws {
        switch step {
        case .load:
            job(name) { world in
                let cursors = try world.engine.cursors()
                return { $0.sites[name]?.dispatch.loaded(cursors, at: $0.time) }
            }
        case .read(let lane, let cursor, let place, let end, let rows, let bytes, _):
            job(name) { world in
                let fresh = try world.engine.freshRows(
                    of: cursor, behind: place, upTo: end, rows: min(rows, 6), bytes: bytes)
                let read = fresh.map { DispatchRow($0, body: world.body(of: $0.row, name)) }
                if !cursor.isReplay { try world.checker.read(fresh.map(\.row), name, world) }
                return { $0.sites[name]?.dispatch.read(lane, read, upTo: end ?? place, at: $0.time) }
            }
        case .readRetries(let lane, let shard, let due, let rows, let bytes):
            job(name) { world in
                let open = try world.engine.retries(of: name, shard: shard, dueBy: due, rows: rows, bytes: bytes)
                let next = try world.engine.nextDue(of: name, shard: shard)
                let read = open.map { DispatchRow($0, body: world.body(of: $0.row, name)) }
                return { $0.sites[name]?.dispatch.readRetries(lane, read, nextDue: next, at: $0.time) }
            }
        case .send(let lane, let rows): try send(lane, rows, name)
        case .settle(let lane, let settlement):
            // Longer than what passes waits for it, at times.
            job(name, after: .milliseconds(pick(0..<300))) { world in
                let isWritten = try world.engine.settle(settlement)
                if isWritten { try world.checker.settled(settlement, name, world) }
                world.say(
                    "\(lane.shard) \(lane.stream) settles \(isWritten): \(settlement.rows.map { "\($0.seq) \($0.outcome)" }), \(settlement.seq ?? -1)"
                )
                return { $0.sites[name]?.dispatch.settled(lane, isWritten, at: $0.time) }
            }
        case .note: break
        case .end(let lane, let cursor, let epoch):
            job(name) { world in
                try world.checker.ends(cursor, name, world)
                try world.engine.endReplay(cursor, epoch: epoch)
                return { $0.sites[name]?.dispatch.ended(lane, true, at: $0.time) }
            }
        }
    }

    private func body(of row: LogRow, _ name: String) -> DispatchRow.Body {
        guard takes(name, row.kind) else { return .notTaken }
        guard case .action(let bytes) = row.content else { return .gone }
        return .element(bytes)
    }

    private func send(_ lane: LaneName, _ rows: [DispatchRow], _ name: String) throws {
        let ids = rows.map(\.id)
        try checker.leaves(ids, lane, name, self)
        sites[name]?.sink.underWay += 1
        let start = time.uptime
        job(name, after: latency, isRequest: true) { world in
            guard let site = world.sites[name] else { return nil }
            var error: ClientError?
            var status = 0
            if world.spend(&world.lates) {
                world.late.append((name, ids))
                error = .timeout
            } else {
                status = site.sink.answer(ids)
                try world.checker.answered(name, world)
                if status == 200 { try world.checker.arrived(ids, name, world) }
                if status == 200, world.spend(&world.losses) { error = .lost }
            }
            world.say("\(lane.shard) \(lane.stream) → \(name) \(ids): \(error.map { "\($0)" } ?? "\(status)")")
            let result: Result<Int, ClientError> =
                error.map { .failure($0) } ?? (status == 0 ? .failure(.noConnection) : .success(status))
            let answer = DispatchAnswer(
                verdict: Verdict(result, isStatements: site.isXAPI, rows: ids.count), status: error == nil ? status : 0,
                words: "answered \(status)", isTimeout: error == .timeout, duration: world.time.uptime - start)
            let jitter = Double.random(in: -0.2...0.2, using: &world.random)
            return { world in
                world.sites[name]?.sink.underWay -= 1
                world.sites[name]?.dispatch.answered(lane, answer, jitter: jitter, at: world.time)
            }
        }
    }

    // MARK: schedules

    /// Does all that can be done while no time passes, requests aside where they are to wait.
    func rest(holdingRequests: Bool = false) throws {
        try proceed()
        while let index = jobs.firstIndex(where: { !holdingRequests || !$0.isRequest }) {
            try run(index)
            try proceed()
        }
    }

    /// So many moves, each one's turn at random.
    func explore(_ moves: Int) throws {
        for _ in 0..<moves {
            try proceed()
            var choices = jobs.count * 2 + 1
            if !script.isEmpty { choices += 2 }
            if !admin.isEmpty { choices += 1 }
            if kills > 0 { choices += 1 }
            if !late.isEmpty { choices += 1 }
            var choice = pick(0..<choices)
            if choice < jobs.count * 2 {
                try run(choice / 2)
                continue
            }
            choice -= jobs.count * 2
            if choice == 0 { advance(by: .milliseconds(pick(0..<3_000))); continue }
            choice -= 1
            if !script.isEmpty {
                if choice < 2 { try append(); continue }
                choice -= 2
            }
            if !admin.isEmpty {
                if choice == 0 { try admin.removeFirst()(self); continue }
                choice -= 1
            }
            if kills > 0 {
                if choice == 0 { kills -= 1; try kill(); continue }
                choice -= 1
            }
            try arriveLate()
        }
    }

    func arriveLate() throws {
        guard !late.isEmpty else { return }
        let (name, ids) = late.removeFirst()
        say("a late request arrives: \(ids)")
        let status = sites[name]?.sink.answer(ids)
        try checker.answered(name, self)
        if status == 200 { try checker.arrived(ids, name, self) }
    }

    func advance(by duration: Duration) {
        time.uptime += duration
        time.wall += duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }

    /// Goes on for a time in which everybody gets a turn.
    func pass(_ duration: Duration) throws {
        let end = time.uptime + duration
        while time.uptime < end {
            try proceed()
            let ready = jobs.indices.filter { jobs[$0].readyAt <= time.uptime }
            if let index = ready.randomElement(using: &random) {
                try run(index)
                continue
            }
            let wakes = sites.values.compactMap { $0.dispatch.wake } + jobs.map(\.readyAt) + [end]
            advance(by: (wakes.filter { $0 > time.uptime }.min() ?? end) - time.uptime)
        }
    }

    /// The sinks are well but for their poison, nobody is hostile: all that is due comes to its end.
    func heal(trickle: String, within bound: Duration) throws {
        isHostile = false
        while !admin.isEmpty { try admin.removeFirst()(self) }
        while !script.isEmpty {
            try append()
            try pass(.seconds(1))
        }
        for site in sites.values { site.sink.mode = nil }
        let start = time.uptime
        for round in 0..<200 {
            while !late.isEmpty { try arriveLate() }
            for learner in trickle {
                let id = "t\(round)\(learner)"
                script.append((id, ["k", "l"].map { ("\(id)\($0)", "\(learner)", $0) }))
            }
            while !script.isEmpty { try append() }
            try pass(round < 12 ? .seconds(100) : .seconds(3_600))
            try checker.delays(since: start, bound, self)
            if round >= rounds, checker.left(self).isEmpty, !(try engine.cursors().contains { $0.name.isReplay }) {
                break
            }
        }
        let left = checker.left(self)
        guard left.isEmpty else { throw Violation("stuck: \(left.prefix(4))") }
        if try engine.cursors().contains(where: { $0.name.isReplay }) { throw Violation("a replay never ends") }
        let ends = try engine.lastPlaces()
        if let cursor = try engine.cursors().first(where: { $0.seq < ends[$0.name.shard] ?? 0 }) {
            throw Violation("\(cursor.name) stays at \(cursor.seq), though all is done")
        }
        try checker.end(self)
    }
}
