import Journal

extension DestinationDispatch {
    /// Takes what came of a request.
    ///
    /// - Parameters:
    ///   - name: The lane.
    ///   - answer: What came of it.
    ///   - jitter: A random number from -0.2 to 0.2.
    ///   - time: What the clocks say.
    package mutating func answered(
        _ name: LaneName, _ answer: DispatchAnswer, jitter: Double, at time: DispatchTime
    ) {
        guard let index = index(of: name), case .sending(let request) = lanes[index].work else { return }
        lanes[index].work = nil
        if lanes[index].isFresh { fresh.underWay -= 1 } else { retries.underWay -= 1 }
        let others = gate.end(request.pass)
        let isPassed = answer.verdict == .passed
        if isPassed || rules.has(.oneRow) { lanes[index].size.note(answer.verdict, rows: request.rows.count) }
        let isCrowded = answer.status == 429 && others > 0 && rules.has(.narrow)
        if isCrowded {
            gate.narrow(beside: others, at: time.uptime)
        } else {
            judge(answer, request, isFresh: lanes[index].isFresh, jitter, at: time)
        }
        if lanes[index].cursor.epoch == request.epoch, !lanes[index].isGone {
            settle(request, answer, index, isCrowded: isCrowded, at: time)
        }
        // A lane that waits holds no rows.
        for index in lanes.indices where isAtRest(lanes[index]) { change(index) { $0.drop() } }
        if lanes.contains(where: \.isGone) { lanes.removeAll { $0.isGone && $0.work == nil && $0.flushing == nil } }
    }

    private func isAtRest(_ lane: DispatchLane) -> Bool {
        (lane.isFresh ? fresh.isWaiting : retries.isWaiting) && !lane.isSending
    }

    /// Notes what an answer says of the destination.
    private mutating func judge(
        _ answer: DispatchAnswer, _ request: DispatchLane.Request, isFresh: Bool, _ jitter: Double,
        at time: DispatchTime
    ) {
        let (rows, pass) = (request.rows, request.pass)
        let isOfFresh = isFresh || !rules.has(.twoStreams)
        var stream = isOfFresh ? fresh : retries
        switch answer.verdict {
        case .passed:
            most.passed(rows.count)
            fresh.passed()
            retries.passed()
            refused.end()
            steps.passed()
            fails(nil)
            return
        case .refused:
            fails(answer.words)
            for row in rows { refused.append(row.seq, of: row.orderKey) }
            if refused.isLong, rules.has(.refusedRun) { stream.refused(pass.number, last: gate.last, at: time.uptime) }
        case .failed(let cause):
            fails(answer.words)
            stream.failed(
                pass.number, last: gate.last, cause, retryAfter: answer.retryAfter, jitter: jitter, at: time.uptime,
                rules)
        case .conflict, .divided: break
        }
        if answer.status == 413 || answer.isTimeout { most.exceeded(by: rows.count) }
        if isOfFresh { fresh = stream } else { retries = stream }
    }

    /// Settles what became of a request's rows, as far as that is known.
    private mutating func settle(
        _ request: DispatchLane.Request, _ answer: DispatchAnswer, _ index: Int, isCrowded: Bool, at time: DispatchTime
    ) {
        guard let first = request.rows.first, let last = request.rows.last else { return }
        let (whole, part) = answer.duration.components
        let attempt = Attempt(
            time: request.wall, duration: whole * 1_000 + part / 1_000_000_000_000_000, rows: request.rows.count,
            status: answer.status, reason: answer.verdict == .passed ? "" : answer.words, first: first.seq,
            last: last.seq)
        if answer.verdict == .passed {
            pass(request, last.seq, attempt, index, at: time)
        } else if !isCrowded, request.rows.count == 1, let outcome = outcome(of: first, answer, index, at: time) {
            let row = SettledRow(seq: first.seq, orderKey: first.orderKey, outcome: outcome)
            let isOfRetries = lanes[index].isOfRetries
            change(index) { lane in
                if isOfRetries {
                    lane.drop()
                } else {
                    lane.finish(through: first.seq)
                    if case .setAside = outcome { lane.hold(first.orderKey) }
                }
            }
            settle(index, seq: isOfRetries ? nil : first.seq, [row], attempt, at: time)
        } else {
            note(attempt, index, at: time)
        }
    }

    private mutating func pass(
        _ request: DispatchLane.Request, _ last: Int64, _ attempt: Attempt, _ index: Int, at time: DispatchTime
    ) {
        if lanes[index].isOfRetries {
            change(index) { $0.drop() }
            for row in request.rows { steps.forget(row.seq) }
            let rows = request.rows.map { SettledRow(seq: $0.seq, orderKey: $0.orderKey, outcome: .passed) }
            settle(index, seq: nil, rows, attempt, at: time)
            return
        }
        change(index) { $0.finish(through: last) }
        lanes[index].fold(attempt)
        lanes[index].unwritten += request.others
        if request.others.isEmpty || !rules.has(.holdAtOnce) {
            flushSoon(at: time)
        } else {
            settle(index, seq: last, [], nil, at: time)
        }
    }

    /// What becomes of a single row that did not pass; nil where nothing does.
    private mutating func outcome(
        of row: DispatchRow, _ answer: DispatchAnswer, _ index: Int, at time: DispatchTime
    ) -> SettledRow.Outcome? {
        let isRetry = lanes[index].isOfRetries
        let isOfReplay = isRetry ? row.isOfReplay : lanes[index].isReplay && rules.has(.replayOwn)
        let (status, reason) = (answer.status, answer.words)
        var counted = row.counted
        switch answer.verdict {
        case .passed, .divided: return nil
        case .conflict: return .conflict(status: status)
        case .refused: return .dead(counted: counted, status: status, reason: reason, isOfReplay: isOfReplay)
        case .failed(let cause):
            guard isRetry || rules.has(.setAside) else { return nil }
            if isRetry { counted = steps.failed(row.seq, counted: counted, cause, rules) } else { steps.note(row.seq) }
            guard let due = RetrySteps.due(counted: counted, retryAfter: answer.retryAfter, at: time.wall) else {
                steps.forget(row.seq)
                return .dead(counted: counted, status: status, reason: reason, isOfReplay: isOfReplay)
            }
            return .setAside(due: due, counted: counted, status: status, reason: reason, isOfReplay: isOfReplay)
        }
    }
}
