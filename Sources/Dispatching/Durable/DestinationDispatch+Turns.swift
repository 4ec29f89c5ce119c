package import Journal

extension DestinationDispatch {
    /// Says what to do next; nil where there is nothing to do until something happens, or until `wake`.
    ///
    /// - Parameters:
    ///   - time: What the clocks say.
    ///   - epoch: The epoch that a cursor has now; nil where it is gone.
    /// - Returns: The next step, which the dispatch counts as begun.
    package mutating func next(at time: DispatchTime, epoch: (CursorName) -> Int64?) -> DispatchStep? {
        if !notes.isEmpty { return .note(notes.removeFirst()) }
        watch(time)
        if let step = load() ?? settle(at: time) { return step }
        guard !isStopping else { return nil }
        for index in lanes.indices where mayTurn(index, at: time) {
            if let step = turn(index, at: time, epoch) { return step }
        }
        return notes.isEmpty ? load() : .note(notes.removeFirst())
    }

    /// When `next` may have something to do though nothing has happened; nil for never.
    ///
    /// It goes by the time at which `next` had nothing, and never by a later one: what fell due since would be waited for by nobody.
    package var wake: Duration? {
        guard let time = last else { return nil }
        var times = [flush, gate.opening(at: time.uptime)]
        if !isStopping {
            times += [fresh.until, retries.until]
            for lane in lanes {
                times.append(lane.resumes)
                if let due = lane.due, lane.isOfRetries, due > time.wall { times.append(time.uptime(at: due)) }
            }
        }
        return times.compactMap { $0 }.filter { $0 > time.uptime }.min()
    }

    /// Where the clock was set back, what is due is looked up anew: a time that is farther off than its own step counts as now.
    private mutating func watch(_ time: DispatchTime) {
        if let last, rules.has(.setBack), time.wall < last.wall {
            for index in lanes.indices where lanes[index].due != nil { lanes[index].due = .min }
        }
        last = time
    }

    private mutating func load() -> DispatchStep? {
        guard needsCursors, !isLoading, !isStopping else { return nil }
        (needsCursors, isLoading) = (false, true)
        return .load
    }

    /// Settlements that wait: those that a lane waits for, and those of rows that passed, all lanes' together.
    private mutating func settle(at time: DispatchTime) -> DispatchStep? {
        let isDue = flush.map { $0 <= time.uptime } ?? false
        for index in lanes.indices where lanes[index].flushing == nil {
            if case .settling(let settlement, isUnderWay: false) = lanes[index].work,
                lanes[index].resumes <= time.uptime
            {
                lanes[index].work = .settling(settlement, isUnderWay: true)
                return .settle(lanes[index].name, settlement)
            }
            var isSettling = false
            if case .settling = lanes[index].work { isSettling = true }
            if isDue, lanes[index].isUnwritten, !isSettling {
                let settlement = settlement(index, seq: lanes[index].done, [], nil, at: time)
                lanes[index].flushing = settlement
                return .settle(lanes[index].name, settlement)
            }
        }
        if isDue { flush = nil }
        return nil
    }

    /// Makes a settlement of what is not written yet, and of what became of more rows.
    mutating func settlement(
        _ index: Int, seq: Int64?, _ rows: [SettledRow], _ attempt: Attempt?, at time: DispatchTime
    ) -> Settlement {
        let lane = lanes[index]
        let success = lanes[index].takeSuccess()
        if let success, attempt != nil { note(success, index, at: time) }
        lanes[index].unwritten = []
        // Without the rule, the cursor moves before the request.
        let place = rules.has(.cursorLast) ? seq : seq.map { max($0, lane.read) }
        return Settlement(
            cursor: lane.cursor.name, epoch: lane.cursor.epoch, seq: place, rows: lane.unwritten + rows,
            time: time.wall, attempt: attempt ?? success)
    }

    /// Notes a request for people, of which nothing else is settled.
    mutating func note(_ attempt: Attempt, _ index: Int, at time: DispatchTime) {
        let cursor = lanes[index].cursor
        notes.append(
            Settlement(
                cursor: cursor.name, epoch: cursor.epoch, seq: nil, rows: [], time: time.wall, attempt: attempt))
    }

    // MARK: which lane

    private func mayTurn(_ index: Int, at time: DispatchTime) -> Bool {
        let lane = lanes[index]
        guard lane.work == nil, !lane.isGone, lane.cursor.paused == nil, lane.resumes <= time.uptime,
            !leaving.contains(lane.name.shard)
        else {
            return false
        }
        switch lane.name.stream {
        case .fresh: return hasFresh(lane) && mayBegin(fresh, .fresh, at: time)
        case .replay: return !fresh.isWaiting && !retries.isWaiting
        case .retries:
            guard !lane.window.isEmpty || (lane.due ?? .max) <= time.wall else { return false }
            if fresh.isWaiting, lanes.contains(where: { $0.isFresh && hasFresh($0) }) { return false }
            return mayBegin(rules.has(.twoStreams) ? retries : fresh, .retries, at: time)
        }
    }

    private func hasFresh(_ lane: DispatchLane) -> Bool { lane.done < ends[lane.name.shard] ?? 0 }

    /// Whether a stream's lanes may take turns: where it waits, one at a time.
    private func mayBegin(_ stream: StreamWaits, _ name: LaneName.Stream, at time: DispatchTime) -> Bool {
        stream.mayBegin(at: time.uptime)
            && !(stream.isWaiting && lanes.contains { $0.name.stream == name && $0.work != nil })
    }

    // MARK: a turn

    private mutating func turn(
        _ index: Int, at time: DispatchTime, _ epoch: (CursorName) -> Int64?
    ) -> DispatchStep? {
        let lane = lanes[index]
        if lane.isOfRetries {
            return lane.window.isEmpty ? readRetries(index, at: time) : retry(index, at: time, epoch)
        }
        let end = min(lane.cursor.end ?? .max, ends[lane.name.shard] ?? 0)
        guard lane.window.isEmpty else { return forward(index, at: time, epoch) }
        if lane.read < end { return read(index, upTo: end) }
        guard lane.isReplay else { return nil }
        if lane.isUnwritten {
            flushSoon(at: time)
            return nil
        }
        guard lane.flushing == nil else { return nil }
        lanes[index].work = .ending(epoch: lane.cursor.epoch)
        return .end(lane.name, lane.cursor.name, epoch: lane.cursor.epoch)
    }

    private mutating func read(_ index: Int, upTo end: Int64) -> DispatchStep? {
        guard budget.reserve() else { return nil }
        let lane = lanes[index]
        lanes[index].work = .reading(epoch: lane.cursor.epoch)
        return .read(
            lane.name, lane.cursor.name, behind: lane.read, upTo: end, rows: WindowBudget.rows, bytes: budget.window,
            filter: lane.cursor.filter)
    }

    private mutating func readRetries(_ index: Int, at time: DispatchTime) -> DispatchStep? {
        guard budget.reserve() else { return nil }
        let lane = lanes[index]
        lanes[index].work = .reading(epoch: lane.cursor.epoch)
        lanes[index].isDueStale = false
        return .readRetries(
            lane.name, shard: lane.name.shard, dueBy: time.wall, rows: count(index),
            bytes: budget.window)
    }

    /// How many rows a lane's next request has at most: one, where its stream waits.
    private func count(_ index: Int) -> Int {
        let stream = lanes[index].isFresh ? fresh : retries
        return stream.isWaiting ? 1 : max(1, min(lanes[index].size.rows, batch, most.rows))
    }

    private mutating func forward(
        _ index: Int, at time: DispatchTime, _ epoch: (CursorName) -> Int64?
    ) -> DispatchStep? {
        let rules = rules
        let passedOver = change(index) { $0.passOver(rules) }
        lanes[index].unwritten += passedOver
        if lanes[index].isUnwritten { flushSoon(at: time) }
        // Rows held back are settled before the request that follows them.
        if !passedOver.isEmpty, rules.has(.holdAtOnce) {
            settle(index, seq: lanes[index].done, [], nil, at: time)
            return settle(at: time)
        }
        guard !lanes[index].window.isEmpty else { return nil }
        return send(index, at: time, epoch)
    }

    private mutating func retry(
        _ index: Int, at time: DispatchTime, _ epoch: (CursorName) -> Int64?
    ) -> DispatchStep? {
        let settled = lanes[index].retriesOfNoRequest(rules)
        guard settled.isEmpty else {
            change(index) { $0.drop() }
            settle(index, seq: nil, settled, nil, at: time)
            return settle(at: time)
        }
        return send(index, at: time, epoch)
    }

    private mutating func send(
        _ index: Int, at time: DispatchTime, _ epoch: (CursorName) -> Int64?
    ) -> DispatchStep? {
        guard let opening = gate.opening(at: time.uptime), opening <= time.uptime else { return nil }
        let cursor = lanes[index].cursor
        guard epoch(cursor.name) == cursor.epoch || !rules.has(.epoch) else {
            needsCursors = true
            return nil
        }
        let (rows, others) = lanes[index].request(of: count(index), rules)
        guard !rows.isEmpty else { return nil }
        let request = DispatchLane.Request(
            rows: rows, others: others, pass: gate.begin(at: time.uptime), epoch: cursor.epoch, wall: time.wall)
        if lanes[index].isFresh { fresh.underWay += 1 } else { retries.underWay += 1 }
        lanes[index].work = .sending(request)
        let name = lanes[index].name
        if rules.has(.inTurn) { lanes.append(lanes.remove(at: index)) }
        return .send(name, rows)
    }

    /// Settles what became of rows before the lane's next turn.
    mutating func settle(
        _ index: Int, seq: Int64?, _ rows: [SettledRow], _ attempt: Attempt?, at time: DispatchTime
    ) {
        let settlement = settlement(index, seq: seq, rows, attempt, at: time)
        lanes[index].work = .settling(settlement, isUnderWay: false)
    }
}
