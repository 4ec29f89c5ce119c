import Dispatching
import Journal

/// What a bystander knows of the world, and what must hold of it: invariants 10 and 11.
struct Checker {
    struct Place: Hashable {
        let destination: String
        let id: String

        init(_ destination: String, _ id: String) {
            (self.destination, self.id) = (destination, id)
        }
    }

    /// What asks for patience, and kills nothing.
    static let later = [402, 408, 425, 429, 502, 503, 504]

    private(set) var ghosts: [String: Ghost] = [:]
    private var bySeq: [Int64: Ghost] = [:]
    private var byLearner: [String: [String]] = [:]
    /// How rows stand that did not go smoothly.
    var states: [Place: ExceptionState] = [:]
    /// Dropped, skipped or forgotten by a person.
    var excused: Set<Place> = []
    var dead: Set<Place> = []
    var passedOver: Set<Place> = []
    var said: Set<Place> = []
    /// Moved back by a person: they may come behind others.
    var moved: Set<Place> = []
    var replays: [CursorName: (due: Set<String>, sent: Set<String>)] = [:]
    var kills = 0
    private var blanket: [String: Int] = [:]
    private var aside: [String: Int] = [:]
    /// Whose rows have a backlog of their own, and may take longer.
    var busy: Set<String> = []
    var mostFailures = 400

    mutating func append(_ ghost: Ghost) {
        ghosts[ghost.id] = ghost
        bySeq[ghost.seq] = ghost
        byLearner[ghost.learner, default: []].append(ghost.id)
    }

    func ghost(_ seq: Int64) -> Ghost? { bySeq[seq] }

    /// Whether nothing is owed in order any more.
    func isOver(_ name: String, _ ghost: Ghost, _ world: World) -> Bool {
        let place = Place(name, ghost.id)
        return excused.contains(place) || dead.contains(place) || passedOver.contains(place) || said.contains(place)
            || moved.contains(place) || !world.takes(name, ghost.kind) || !hasContent(ghost.id)
            || states[place].map { $0 != .open } ?? false
    }

    func hasContent(_ id: String) -> Bool { ghosts[id]?.hasContent ?? false }

    // MARK: what the dispatch does

    mutating func read(_ rows: [LogRow], _ name: String, _ world: World) throws {
        for row in rows where row.kind != nil {
            guard ghosts[row.id]?.seq == row.seq else {
                throw Violation("\(row.id) stands at \(row.seq), not \(ghosts[row.id]?.seq ?? 0)")
            }
            if world.takes(name, row.kind) {
                passedOver.remove(Place(name, row.id))
            } else {
                passedOver.insert(Place(name, row.id))
            }
        }
    }

    /// A request leaves.
    mutating func leaves(_ ids: [String], _ lane: LaneName, _ name: String, _ world: World) throws {
        for id in ids {
            guard let ghost = ghosts[id] else { throw Violation("sent what was never appended: \(id)") }
            if !world.takes(name, ghost.kind) { throw Violation("sent though the filter does not take it") }
            if excused.contains(Place(name, id)), !ghost.hasContent { throw Violation("sent after it was forgotten") }
        }
        switch lane.stream {
        case .fresh: break
        case .replay(let number):
            replays[CursorName(destination: name, shard: lane.shard, replay: number)]?.sent.formUnion(ids)
        // What has an exception comes by itself, and a replay passes over it.
        case .retries:
            for cursor in replays.keys where cursor.destination == name { replays[cursor]?.sent.formUnion(ids) }
        }
    }

    /// A request was answered: one to a destination that is down may be one too many.
    func answered(_ name: String, _ world: World) throws {
        let failures = world.sites[name]?.sink.failures ?? 0
        guard failures <= mostFailures else {
            throw Violation("\(failures) requests to a destination that is down")
        }
    }

    /// Rows were taken.
    mutating func arrived(_ ids: [String], _ name: String, _ world: World) throws {
        guard let sink = world.sites[name]?.sink else { return }
        for id in ids where sink.first[id] == nil {
            guard let ghost = ghosts[id] else { continue }
            for other in byLearner[ghost.learner] ?? [] where other != id {
                guard let its = ghosts[other] else { continue }
                if its.seq > ghost.seq, sink.first[other] != nil, !isOver(name, ghost, world) {
                    throw Violation("order: \(ghost.learner) \(id) comes first behind \(other)")
                }
                if its.seq < ghost.seq, sink.first[other] == nil, !isOver(name, its, world) {
                    throw Violation("order: \(ghost.learner) \(id) before \(other), which is not settled")
                }
            }
            sink.first[id] = world.time.uptime
        }
    }

    mutating func settled(_ settlement: Settlement, _ name: String, _ world: World) throws {
        for row in settlement.rows {
            guard let ghost = bySeq[row.seq] else { throw Violation("settled what was never appended") }
            let place = Place(name, ghost.id)
            var isOfReplay = settlement.cursor.isReplay
            switch row.outcome {
            case .passed: states[place] = nil
            case .passedOver:
                passedOver.insert(place)
                states[place] = nil
            case .gone:
                if excused.contains(place) || isOver(name, ghost, world)
                    || world.sites[name]?.sink.first[ghost.id] != nil
                {
                    said.insert(place)
                } else {
                    throw Violation("the content of \(ghost.id) went before it was delivered")
                }
                states[place] = nil
                continue
            case .heldBack: states[place] = .open
            case .setAside(_, _, let status, _, let own):
                aside[name, default: 0] += status == 429 ? 1 : 0
                states[place] = .open
                isOfReplay = isOfReplay || own
            case .dead(_, let status, _, let own):
                states[place] = .dead
                isOfReplay = isOfReplay || own
                try died(place, status, world)
            case .conflict: states[place] = .conflict
            }
            if excused.contains(place), states[place] != nil, !isOfReplay {
                throw Violation("what was dropped or forgotten comes back")
            }
        }
    }

    private mutating func died(_ place: Place, _ status: Int, _ world: World) throws {
        dead.insert(place)
        if Self.later.contains(status) { throw Violation("dead by \"later\" alone") }
        if excused.contains(place) || world.sites[place.destination]?.sink.sick.contains(place.id) == true { return }
        guard status == 400 || status == 413 else {
            throw Violation("dead (\(status)) though nothing is wrong with it")
        }
        blanket[place.destination, default: 0] += 1
    }

    mutating func ends(_ cursor: CursorName, _ name: String, _ world: World) throws {
        guard let (due, sent) = replays[cursor] else { return }
        let missed = due.subtracting(sent).filter { id in
            let place = Place(name, id)
            return !excused.contains(place) && !passedOver.contains(place) && !dead.contains(place)
                && states[place] == nil && !said.contains(place)
        }
        guard missed.isEmpty else { throw Violation("a replay lost \(missed.sorted())") }
        replays[cursor] = nil
    }

    // MARK: what must hold

    func delays(since start: Duration, _ bound: Duration, _ world: World) throws {
        for (name, site) in world.sites {
            let sick = Set(
                ghosts.values.filter { site.sink.sick.contains($0.id) || dead.contains(Place(name, $0.id)) }.map(
                    \.learner))
            for ghost in ghosts.values where !sick.contains(ghost.learner) && !busy.contains(ghost.learner) {
                guard !isOver(name, ghost, world) else { continue }
                let arrived = site.sink.first[ghost.id] ?? world.time.uptime
                let took = arrived - max(start, ghost.appeared)
                guard took <= bound else { throw Violation("\(name) has healthy \(ghost.id) only after \(took)") }
            }
        }
    }

    /// What is still owed.
    func left(_ world: World) -> [String] {
        var left: [String] = []
        for (name, site) in world.sites {
            for ghost in ghosts.values {
                let place = Place(name, ghost.id)
                guard !excused.contains(place), !passedOver.contains(place), !said.contains(place),
                    world.takes(name, ghost.kind), states[place] == nil || states[place] == .open,
                    site.sink.first[ghost.id] == nil || states[place] != nil
                else { continue }
                // What is asked to come later for ever stays open, and so do those behind it.
                let isForever = (byLearner[ghost.learner] ?? []).contains { id in
                    let its = site.sink.poison[id]?.status ?? 0
                    return Self.later.contains(its) && (ghosts[id]?.seq ?? 0) <= ghost.seq
                }
                if !(isForever && states[place] == .open) { left.append("\(name) \(ghost.id)") }
            }
        }
        return left
    }

    func end(_ world: World) throws {
        for (name, site) in world.sites {
            if site.sink.atOnce == 1, aside[name] ?? 0 > 4 {
                throw Violation("\(aside[name] ?? 0) rows set aside because several were sent at once")
            }
            if blanket[name] ?? 0 > 40 * (kills + 1) {
                throw Violation("\(blanket[name] ?? 0) healthy actions dead by one misconfiguration")
            }
        }
    }

    // MARK: what a person does

    mutating func setContent(_ id: String, _ hasContent: Bool) {
        ghosts[id]?.hasContent = hasContent
        if let ghost = ghosts[id] { bySeq[ghost.seq] = ghost }
    }
}
