package import Journal

/// What one destination is sent, and when: told what happened, it says what to do next.
///
/// It has no clock, no network and no journal; whatever has, asks `next` after each thing that it tells.
package struct DestinationDispatch: Sendable {
    /// The destination's name.
    let name: String
    let batch: Int
    let rules: DispatchRules

    /// The lanes: those first that have waited longest.
    var lanes: [DispatchLane] = []
    /// The last place of each shard.
    var ends: [Int: Int64] = [:]
    var gate: RequestGate
    var fresh = StreamWaits()
    var retries = StreamWaits()
    var refused = RefusedRun()
    var steps = RetrySteps()
    var most: BatchSize.Most
    var budget: WindowBudget
    var notes: [Settlement] = []
    /// When what has passed is settled at the latest.
    var flush: Duration?
    /// Shards that another replica is to have: no lane takes a turn there.
    private(set) var leaving: Set<Int> = []
    /// What the clocks said last.
    var last: DispatchTime?
    var needsCursors = true
    var isLoading = false
    private(set) var isStopping = false
    /// What the last request that failed was answered, in words; nil since one has passed.
    private(set) var failure: String?

    /// Within how long rows that passed are settled.
    static let together = Duration.milliseconds(100)
    /// After how long the journal is asked again, where it did not do what was asked of it.
    static let patience = Duration.seconds(1)

    /// Creates the dispatch of a destination, whose cursors are not known yet.
    ///
    /// - Parameters:
    ///   - name: The destination's name.
    ///   - batch: The most rows of a request.
    ///   - concurrency: The most requests at once.
    ///   - rate: The most requests a second; nil for any.
    ///   - destinations: How many destinations share the memory of rows that are read ahead.
    ///   - rules: The rules that are on.
    package init(
        _ name: String, batch: Int, concurrency: Int, rate: Int?, of destinations: Int, rules: DispatchRules = .all
    ) {
        self.name = name
        self.batch = batch
        self.rules = rules
        gate = RequestGate(concurrency: concurrency, rate: rate)
        most = BatchSize.Most(batch)
        budget = WindowBudget(destinations: destinations, lanes: concurrency)
    }

    /// Why fresh rows wait, in words: nil where they do not.
    package var trouble: String? { fresh.isWaiting ? failure : nil }
    /// Whether retries wait.
    package var retriesWait: Bool { retries.isWaiting }
    /// How many requests are under way.
    package var underWay: Int { gate.underWay }
    /// Whether a person has paused it.
    package var isPaused: Bool { lanes.contains { $0.cursor.paused != nil } }
    /// Whether nothing is under way, and nothing is left to be settled.
    package var isIdle: Bool {
        lanes.allSatisfy(\.isAtRest) && !isLoading && notes.isEmpty
    }

    // MARK: what happened

    /// Notes that rows were appended: the last place of each shard.
    package mutating func appended(_ places: [Int: Int64]) {
        ends.merge(places) { max($0, $1) }
    }

    /// Notes that a person has changed cursors.
    package mutating func cursorsChanged() { needsCursors = true }

    /// Takes the cursors; nil where they could not be read.
    package mutating func loaded(_ cursors: [Cursor]?, at time: DispatchTime) {
        isLoading = false
        guard let cursors else {
            needsCursors = true
            for index in lanes.indices { lanes[index].resumes = time.uptime + Self.patience }
            return
        }
        var isThere: Set<LaneName> = []
        for cursor in cursors where cursor.name.destination == name {
            let (shard, replay) = (cursor.name.shard, cursor.name.replay)
            for stream in replay == 0 ? [LaneName.Stream.fresh, .retries] : [.replay(replay)] {
                let lane = LaneName(shard: shard, stream: stream)
                isThere.insert(lane)
                guard let index = index(of: lane) else {
                    lanes.insert(DispatchLane(lane, cursor), at: 0)
                    continue
                }
                lanes[index].isGone = false
                if lanes[index].cursor.epoch != cursor.epoch { reset(index, to: cursor) }
            }
        }
        for index in lanes.indices where !isThere.contains(lanes[index].name) {
            lanes[index].isGone = true
            reset(index, to: lanes[index].cursor)
        }
        removeGone()
    }

    /// Takes rows of the log; nil where they could not be read.
    package mutating func read(_ name: LaneName, _ rows: [DispatchRow]?, upTo end: Int64, at time: DispatchTime) {
        guard let index = endReading(name, rows == nil, at: time), let rows else { return }
        lanes[index].take(rows, upTo: end)
        budget.take(held(index))
        if lanes[index].isUnwritten { flushSoon(at: time) }
    }

    /// Takes open rows that are due, and when the next is; nil where they could not be read.
    package mutating func readRetries(
        _ name: LaneName, _ rows: [DispatchRow]?, nextDue: Int64?, at time: DispatchTime
    ) {
        guard let index = endReading(name, rows == nil, at: time), let rows else { return }
        lanes[index].take(retries: rows)
        budget.take(held(index))
        lanes[index].due = lanes[index].isDueStale ? .min : nextDue
        lanes[index].isDueStale = false
    }

    /// Notes that reading has ended; nil where its rows are not to be taken.
    private mutating func endReading(_ name: LaneName, _ isFailed: Bool, at time: DispatchTime) -> Int? {
        guard let index = index(of: name), case .reading(let epoch) = lanes[index].work else { return nil }
        lanes[index].work = nil
        if isFailed { lanes[index].resumes = time.uptime + Self.patience }
        guard !isFailed, !isStopping, !lanes[index].isGone, lanes[index].cursor.epoch == epoch else {
            budget.give(budget.window)
            removeGone()
            return nil
        }
        return index
    }

    /// Takes whether a settlement was written: not where its epoch is over; nil where the journal could not.
    package mutating func settled(_ name: LaneName, _ isWritten: Bool?, at time: DispatchTime) {
        guard let index = index(of: name) else { return }
        if let settlement = lanes[index].flushing {
            lanes[index].flushing = nil
            if isWritten == nil, lanes[index].cursor.epoch == settlement.epoch {
                lanes[index].unwritten = settlement.rows + lanes[index].unwritten
                flush = time.uptime + Self.patience
            }
            conclude(settlement, isWritten, index)
            // What passed while it was written was left out where its time came meanwhile.
            if lanes[index].isUnwritten { flushSoon(at: time) }
        } else if case .settling(let settlement, isUnderWay: true) = lanes[index].work {
            lanes[index].work = nil
            if isWritten == nil, lanes[index].cursor.epoch == settlement.epoch, !isStopping {
                lanes[index].resumes = time.uptime + Self.patience
                lanes[index].work = .settling(settlement, isUnderWay: false)
            }
            conclude(settlement, isWritten, index)
        }
        if isStopping, isWritten == nil { giveUp() }
        // Its cursor is another's by now, or has moved: no cursors are read any more, and nothing of it is left to be written.
        if isStopping, isWritten == false { lanes[index].reset(to: lanes[index].cursor) }
        removeGone()
    }

    private mutating func conclude(_ settlement: Settlement, _ isWritten: Bool?, _ index: Int) {
        guard lanes[index].cursor.epoch == settlement.epoch else { return }
        guard isWritten == true else {
            if isWritten == false { needsCursors = true }
            return
        }
        if let seq = settlement.seq { lanes[index].written = max(lanes[index].written, seq) }
        noteDue(settlement, lanes[index].name)
    }

    /// Notes when open rows of a settlement fall due.
    private mutating func noteDue(_ settlement: Settlement, _ name: LaneName) {
        guard let index = index(of: LaneName(shard: name.shard, stream: .retries)) else { return }
        var due: Int64?
        for row in settlement.rows {
            switch row.outcome {
            case .setAside(let time, _, _, _, _): due = min(due ?? time, time)
            case .heldBack: due = .min
            case .passed, .passedOver, .gone, .dead, .conflict: break
            }
        }
        // What became of an open row may make another its learner's first.
        if name.stream == .retries { due = .min }
        guard let due else { return }
        lanes[index].due = min(lanes[index].due ?? due, due)
        if lanes[index].isReading { lanes[index].isDueStale = true }
    }

    /// Notes that the end of a replay was written, or could not be.
    package mutating func ended(_ name: LaneName, _ isWritten: Bool, at time: DispatchTime) {
        guard let index = index(of: name), case .ending = lanes[index].work else { return }
        lanes[index].work = nil
        lanes[index].resumes = time.uptime + Self.patience
        if isWritten { needsCursors = true }
        removeGone()
    }

    /// Takes no turn any more at some shards, and at all others again: what is under way there ends, and is settled.
    package mutating func leave(_ shards: Set<Int>, at time: DispatchTime) {
        if !shards.subtracting(leaving).isEmpty { flush = time.uptime }
        leaving = shards
    }

    /// Whether nothing is under way at a shard, and nothing is left to be settled there.
    package func isAtRest(_ shard: Int) -> Bool {
        !isLoading && !lanes.contains { $0.name.shard == shard && !$0.isAtRest }
    }

    /// Takes no turn any more: what is under way ends, and is settled.
    package mutating func stop(at time: DispatchTime) {
        isStopping = true
        flush = time.uptime
        for index in lanes.indices { lanes[index].resumes = .zero }
    }

    private mutating func giveUp() {
        for index in lanes.indices {
            lanes[index].reset(to: lanes[index].cursor)
        }
    }

    // MARK: lanes

    func index(of name: LaneName) -> Int? { lanes.firstIndex { $0.name == name } }

    /// Bytes that a lane holds.
    func held(_ index: Int) -> Int { lanes[index].window.reduce(0) { $0 + $1.body.count } }

    /// Changes a lane, and gives back what it holds no more.
    mutating func change<Result>(_ index: Int, _ body: (inout DispatchLane) -> Result) -> Result {
        let before = held(index)
        let result = body(&lanes[index])
        budget.give(before - held(index))
        return result
    }

    private mutating func reset(_ index: Int, to cursor: Cursor) {
        change(index) { $0.reset(to: cursor) }
    }

    private mutating func removeGone() {
        lanes.removeAll { $0.isGone && $0.work == nil && $0.flushing == nil }
    }

    mutating func flushSoon(at time: DispatchTime) {
        if flush == nil { flush = time.uptime + Self.together }
    }

    mutating func fails(_ words: String?) { failure = words }
}
