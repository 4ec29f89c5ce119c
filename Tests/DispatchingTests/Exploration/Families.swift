import Dispatching
import Journal
import Support

/// Small worlds, each of which aims at a few rules.
enum Family: String, CaseIterable {
    case sick, status, refused, outage, flood, narrow, quiet, replay, moved, admin, filter, prune, backlog, loop, again
    case twice, two, mixed, limit, crash, clock, torn, held, own, gone, later
}

extension World {
    private typealias Script = [(delivery: String, actions: [(id: String, learner: String, kind: String)])]

    private func events(_ count: Int, of learners: String = "ABCD", from first: Int = 0) -> Script {
        (first..<(first + count)).map { number in
            let actions = (0..<[1, 1, 2][pick(0..<3)]).map { part in
                ("e\(number).\(part)", one(of: learners.map { "\($0)" }), one(of: ["k", "l"]))
            }
            return ("e\(number)", actions)
        }
    }

    private func one<T>(of choices: [T]) -> T { choices[pick(0..<choices.count)] }

    private func wait(_ seconds: Int) -> (World) throws -> Void { { try $0.pass(.seconds(seconds)) } }

    private func mode(_ status: Int?, _ name: String = "x") -> (World) throws -> Void {
        { world in
            world.say("\(name) answers \(status ?? 200)")
            world.sites[name]?.sink.mode = status
        }
    }

    private func poison(_ id: String, _ status: Int, times: Int = 0) {
        sites["x"]?.sink.poison(id, status, times: times)
    }

    /// A person's verbs, a few of them.
    private func verbs(_ count: Int) -> [(World) throws -> Void] {
        let learner = one(of: ["A", "B", "C", "D"])
        let place = Int64(pick(0..<6))
        let kinds: Set<String> = [one(of: ["k", "l"])]
        let all: [(World) throws -> Void] = [
            { try $0.release("x") }, { try $0.drop("x") }, { try $0.forget(learner) },
            { try $0.move("x", backTo: place) }, { try $0.skip("x") }, { try $0.prune() },
            { try $0.filter("x", kinds) }, { try $0.filter("x", nil) }, { try $0.replay("x", from: 0, through: 6) },
        ]
        return (0..<count).map { _ in one(of: all) }
    }

    /// Builds a world of a family, goes through it, and heals it.
    func live(_ family: Family) throws {
        var (moves, trickle, bound) = (pick(20..<120), "HF", Duration.seconds(600))
        shards = family == .flood ? 8 : family == .narrow ? 4 : 2
        let batch = [1, 2, 4][pick(0..<3)]
        try add("x") { $0.batch = family == .flood ? 4 : batch }
        if family == .two || family == .mixed {
            try add("y") { ($0.kinds, $0.isXAPI) = (["k"], false) }
        }
        if [.crash, .mixed, .twice, .refused, .two].contains(family) {
            (kills, losses, lates) = (pick(0..<3), pick(0..<2), pick(0..<2))
        }
        script = events(pick(4..<8))
        let ids = script.flatMap { $0.actions.map(\.id) }
        switch family {
        case .sick: for id in ids.prefix(pick(2..<5)) { poison(id, 500) }
        case .status:
            sites["x"]?.isXAPI = pick(0..<2) == 0
            poison(one(of: ids), one(of: [403, 502, 503, 401, 409, 429]))
        case .refused:
            if pick(0..<2) == 0 {
                for id in ids.prefix(5) { poison(id, 400) }
            } else {
                script += events(150, from: 50)
                admin = [
                    mode(400), { world in while !world.script.isEmpty { try world.append() } }, wait(3_600), mode(nil),
                ]
                checker.mostFailures = 100
            }
        case .outage:
            admin = [mode(one(of: [500, 503, 403, 401, 0])), wait(one(of: [30, 7_200, 100_000])), mode(nil)]
            if pick(0..<2) == 0 { poison(ids[0], 500, times: 3) }
            script += events(30, from: 50)
        case .flood:
            (moves, trickle, bound) = (0, "AO", .seconds(40))
            script = (0..<3).map { turn in ("f\(turn)", "ACEGIKMO".map { ("f\(turn)\($0)", "\($0)", "k") }) }
            let start = script
            latency = .seconds(1)
            admin = [
                mode(500),
                { world in
                    world.script = []; world.script = start; while !world.script.isEmpty { try world.append() }
                },
                wait(3), mode(nil),
            ]
            script = []
        case .quiet:
            // Six sick ones in front of a healthy one, one behind the other: 1 + 2 + 4 + 8 + 16 s, each a fifth longer at most.
            (trickle, bound) = ("G", .seconds(40))
            script = "ABCDEF".map { ("q\($0)", [("q\($0)", "\($0)", "k")]) }
            for learner in "ABCDEF" { poison("q\(learner)", 500) }
            admin = [wait(7_000)]
        case .replay:
            admin = [
                wait(pick(0..<10)), { try $0.replay("x", from: 0, through: 9) }, { try $0.prune() },
                { try $0.replay("x", from: 2, through: 12) }, { try $0.prune() },
            ]
            if pick(0..<2) == 0 { poison(ids[0], one(of: [500, 400]), times: one(of: [0, 4])) }
            trickle += script[0].actions[0].learner
        case .moved:
            script = events(8, of: "AC")
            poison(script[0].actions[0].id, 500, times: 4)
            let place = Int64(pick(1..<5))
            admin = [
                wait(pick(0..<30)), { try $0.replay("x", from: 0, through: 9) }, { try $0.move("x", backTo: place) },
            ]
        case .admin, .mixed: admin = verbs(4)
        case .filter:
            let kinds: Set<String> = [one(of: ["k", "l"])]
            poison(one(of: ids), 500)
            admin = [wait(pick(0..<60)), { try $0.filter("x", kinds) }, wait(pick(0..<60))]
            if pick(0..<2) == 0 { admin.append { try $0.filter("x", nil) } }
        case .prune:
            poison(one(of: ids), one(of: [500, 400]), times: one(of: [0, 5]))
            admin = [
                wait(pick(4..<900)), { try $0.prune() }, { try $0.release("x") }, wait(pick(0..<20)),
                { try $0.prune() },
                { try $0.forget("A") }, { try $0.move("x", backTo: 0) },
            ]
        case .backlog:
            sites["x"]?.batch = 1
            script = [("a", (0..<200).map { ("a\($0)", "A", "k") })] + events(3, of: "B")
            if pick(0..<2) == 0 { poison("a0", 500, times: 3) }
            checker.busy = ["A"]
            (trickle, bound) = ("B", .seconds(60))
        case .loop:
            poison(one(of: ids), 500)
            for _ in 0..<20 { admin += [wait(7), { try $0.kill() }] }
        case .again:
            script =
                [("long", (0..<8).flatMap { n in "AC".map { ("l\(n)\($0)", "\($0)", "k") } })] + events(4, of: "AC")
            for event in script[1..<3] { poison(event.actions[0].id, 500, times: pick(1..<4)) }
            admin = [wait(pick(0..<30)), { try $0.configureAgain("x") }]
        case .twice:
            let events = script
            script += [one(of: events), one(of: events), ("more", [(ids[0], "A", "k")])]
            script += [("same", [("same", "B", "k"), ("same", "B", "k")])]
        case .two:
            admin = [mode(one(of: [503, 401]), "y"), wait(900), mode(nil, "y")]
            checker.mostFailures = 60
        case .limit:
            sites["x"]?.sink.limit = pick(1..<3)
            script += events(20, from: 50)
        case .narrow:
            sites["x"]?.sink.atOnce = 1
            latency = .seconds(1)
            (trickle, bound) = ("CE", .seconds(60))
            script = (0..<6).map { turn in ("n\(turn)", "ACEG".map { ("n\(turn)\($0)", "\($0)", "k") }) }
            if pick(0..<2) == 0 {
                sites["x"]?.batch = 1
                checker.busy = ["A"]
                script.insert(("a", (0..<400).map { ("a\($0)", "A", "k") }), at: 0)
            }
        case .crash: break
        case .clock:
            // What is due in ten seconds is not due a day later because the clock was set back.
            sites["x"]?.sink.poison(ids[0], 500, times: 1, isExcuse: false)
            (moves, trickle, bound) = (0, "H", .seconds(600))
            admin = [{ try $0.append() }, wait(5), { $0.time.wall -= 86_400_000 }]
        case .torn:
            // A window is sent row by row, and kills come between.
            sites["x"]?.batch = 1
            for turn in 0..<3 {
                let actions = (0..<6).map { ("w\(turn)\($0)", one(of: ["A", "B", "E", "F"]), "k") }
                script.append(("w\(turn)", actions))
            }
            (moves, kills) = (150, 8)
        case .held:
            // While the first of a learner is tried again, the second is held back; that one passes, and the third is read.
            (moves, trickle) = (0, "H")
            script = ["one", "two", "three"].map { ($0, [($0, "A", "k")]) }
            poison("one", 500, times: 1)
            admin = [
                { try $0.append() }, { try $0.rest() }, wait(9), { $0.advance(by: .seconds(2)) },
                { try $0.rest(holdingRequests: true) }, { try $0.append() }, { try $0.rest(holdingRequests: true) },
                { try $0.rest() }, { try $0.append() }, { try $0.rest() },
            ]
        case .own:
            // What has passed once does not when it is replayed: its learner's next ones do not wait for it.
            (moves, trickle, bound) = (0, "AH", .seconds(60))
            script = [("first", [("first", "A", "k")])]
            admin = [
                { try $0.append() }, wait(30),
                { $0.sites["x"]?.sink.poison("first", 500, times: 4, isExcuse: false) },
                { try $0.replay("x", from: 0, through: 9) }, wait(1),
            ]
        case .gone:
            // What was let go of is not owed to who begins anew, but said.
            moves = 0
            admin = [
                { world in while !world.script.isEmpty { try world.append() } }, wait(60), { try $0.prune() },
                { try $0.configureAgain("x") },
            ]
        case .later:
            // A day and a half: as long as it takes until a row is given up that is refused as often.
            poison(one(of: ids), one(of: Checker.later))
            rounds = 50
        }
        if [.admin, .replay, .crash, .two, .mixed, .limit].contains(family) {
            for id in ids.shuffled(using: &random).prefix(pick(0..<3)) {
                let (status, times) = one(of: [(500, 0), (500, 2), (500, 5), (400, 0), (409, 0), (403, 2)])
                poison(id, status, times: times)
            }
        }
        for name in sites.keys { try start(name) }
        try explore(moves)
        try heal(trickle: trickle, within: bound)
    }
}
