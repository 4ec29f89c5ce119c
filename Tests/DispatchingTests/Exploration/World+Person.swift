import Dispatching
import Journal

/// What a person does at the shell, and what becomes of time: each is a transaction, and told to the checker.
extension World {
    func move(_ name: String, backTo place: Int64) throws {
        say("move \(name) back to \(place)")
        try engine.commit { try engine.move(name, backTo: place) }
        for ghost in checker.ghosts.values where ghost.seq > place {
            let own = Checker.Place(name, ghost.id)
            if checker.excused.contains(own), ghost.hasContent {
                checker.excused.remove(own)
                checker.moved.insert(own)
            }
            checker.states[own] = nil
            checker.said.remove(own)
            checker.passedOver.remove(own)
            if sites[name]?.sink.first[ghost.id] != nil, !ghost.hasContent { checker.said.insert(own) }
        }
        for cursor in checker.replays.keys where cursor.destination == name {
            let due = (checker.replays[cursor]?.due ?? []).filter { checker.ghosts[$0]?.seq ?? 0 <= place }
            checker.replays[cursor]?.due = due
        }
    }

    func skip(_ name: String) throws {
        say("skip \(name)")
        let places = Dictionary(try engine.cursors().map { ($0.name, $0.seq) }) { first, _ in first }
        try engine.commit { try engine.skip(name) }
        for ghost in checker.ghosts.values {
            let place = Checker.Place(name, ghost.id)
            let cursor = places[CursorName(destination: name, shard: ghost.key.shard)] ?? 0
            if ghost.seq > cursor || checker.states[place] == .open {
                checker.excused.insert(place)
                if checker.states[place] == .open { checker.states[place] = nil }
            }
        }
    }

    func release(_ name: String) throws {
        say("release \(name)")
        var selection = ExceptionSelection()
        selection.destination = name
        try engine.commit { _ = try engine.release(selection, at: time.wall, atMost: 1_000) }
        for (place, state) in checker.states where place.destination == name && state == .dead {
            checker.states[place] = .open
        }
    }

    func drop(_ name: String) throws {
        let open = checker.states.filter { $0.key.destination == name && $0.value != .conflict }.keys
        guard let place = open.min(by: { $0.id < $1.id }), let seq = checker.ghosts[place.id]?.seq else { return }
        say("drop \(place.id) of \(name)")
        var selection = ExceptionSelection()
        selection.destination = name
        selection.places = seq...seq
        try engine.commit { _ = try engine.drop(selection, atMost: 10) }
        checker.states[place] = nil
        checker.excused.insert(place)
    }

    func forget(_ learner: String) throws {
        say("forget \(learner)")
        try engine.commit { _ = try engine.forget(key(learner)) }
        for ghost in checker.ghosts.values where ghost.learner == learner {
            checker.setContent(ghost.id, false)
            for name in sites.keys {
                checker.excused.insert(Checker.Place(name, ghost.id))
                checker.states[Checker.Place(name, ghost.id)] = nil
            }
        }
    }

    func replay(_ name: String, from first: Int64, through last: Int64) throws {
        let places = Dictionary(try engine.cursors().map { ($0.name, $0.seq) }) { first, _ in first }
        var number: Int64 = 0
        try engine.commit { number = try engine.replay(name, from: first, through: last, filter: nil) }
        say("replay \(number) of \(name) from \(first) through \(last)")
        for shard in 0..<OrderKey.shards {
            let end = min(last, places[CursorName(destination: name, shard: shard)] ?? 0)
            let due = checker.ghosts.values.filter {
                $0.key.shard == shard && first < $0.seq && $0.seq <= end && $0.hasContent && takes(name, $0.kind)
            }
            checker.replays[CursorName(destination: name, shard: shard, replay: number)] = (Set(due.map(\.id)), [])
        }
    }

    func prune() throws {
        say("prune")
        var retention = Retention()
        // Contents alone: what is appended here came at the beginning of time, and its ids would go, too.
        (retention.content, retention.ids) = (-1_000_000_000_000, .max)
        try engine.commit {
            for _ in 0..<100 where try engine.prune(retention, at: time.wall) {}
        }
        guard let name = sites.keys.first else { return }
        for shard in 0..<OrderKey.shards {
            let cursor = CursorName(destination: name, shard: shard)
            let rows = try engine.freshRows(of: cursor, behind: 0, upTo: nil, rows: 10_000, bytes: .max)
            for row in rows where row.row.kind != nil { checker.setContent(row.row.id, row.row.content != nil) }
        }
    }

    func filter(_ name: String, _ kinds: Set<String>?) throws {
        say("filter \(name) \(kinds?.sorted() ?? [])")
        sites[name]?.kinds = kinds
        try kill()
    }

    func configureAgain(_ name: String) throws {
        say("remove \(name) and configure it again")
        try engine.commit {
            try engine.remove(name)
            try engine.configure(name, from: .beginning)
        }
        for ghost in checker.ghosts.values {
            let place = Checker.Place(name, ghost.id)
            checker.states[place] = nil
            checker.dead.remove(place)
            checker.passedOver.remove(place)
            checker.said.remove(place)
            checker.moved.remove(place)
            if ghost.hasContent { checker.excused.remove(place) }
        }
        checker.replays = checker.replays.filter { $0.key.destination != name }
        sites[name]?.sink.first = [:]
        try kill()
        late.removeAll()
    }
}
