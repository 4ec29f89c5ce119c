import Dispatching
import Journal
import SQLiteJournal
import Support
import Testing

/// Random schedules of small worlds: nothing that must hold is broken with every rule on, and something is with any one off.
@Suite struct ExplorationTests {
    /// What a schedule breaks; nil for nothing.
    private static func violation(
        _ seed: UInt64, _ family: Family, without rule: DispatchRules = [], isTraced: Bool = false,
        over engine: () throws -> any JournalEngine = { MemoryEngine() }
    ) -> String? {
        var trace: [String] = []
        do {
            let world = World(seed: seed, engine: try engine(), rules: DispatchRules.all.subtracting(rule))
            world.isTraced = isTraced
            defer { trace = world.trace }
            try world.live(family)
            return nil
        } catch {
            return (["seed \(seed), \(family): \(error)"] + trace.suffix(70)).joined(separator: "\n")
        }
    }

    @Test(arguments: Family.allCases)
    func noScheduleBreaksAnything(family: Family) {
        for seed in 0..<UInt64(Extent.count(60, orElse: 4)) where Self.violation(seed, family) != nil {
            Issue.record("\(Self.violation(seed, family, isTraced: true) ?? "the schedule was another")")
            return
        }
    }

    /// The same over the engine that ships.
    @Test(arguments: Family.allCases)
    func noScheduleBreaksAnythingOverSQLite(family: Family) throws {
        // In memory, where there is such a place: thousands of commits would wait for the disk.
        let folder = try Folder(in: "/dev/shm")
        for seed in 0..<UInt64(Extent.count(10, orElse: 1)) {
            let path = folder.path("\(seed).sqlite")
            let violation = Self.violation(seed, family, isTraced: true) { try SQLiteEngine(path: path) }
            if let violation {
                Issue.record("\(violation)")
                return
            }
        }
    }

    /// Rules, and the families that aim at each.
    private static let rules: [(DispatchRules, String, [Family])] = [
        (.cursorLast, "cursorLast", [.torn]), (.hold, "hold", [.sick, .crash]), (.holdAtOnce, "holdAtOnce", [.held]),
        (.setAside, "setAside", [.sick]),
        (.twoStreams, "twoStreams", [.quiet]), (.narrow, "narrow", [.narrow]), (.underWay, "underWay", [.flood]),
        (.countProof, "countProof", [.outage]), (.laterFree, "laterFree", [.later]),
        (.refusedRun, "refusedRun", [.refused]), (.filterOpen, "filterOpen", [.filter]),
        (.epoch, "epoch", [.admin, .mixed]), (.replaySkips, "replaySkips", [.replay, .moved]),
        (.replayOwn, "replayOwn", [.own]), (.sayGone, "sayGone", [.gone]), (.wait, "wait", [.outage]),
        (.setBack, "setBack", [.clock]),
    ]

    /// Those that no schedule misses yet: where a stream waits, its next request has one row anyway, and a lane that is late is no loss.
    private static let notMissed: DispatchRules = [.oneRow, .inTurn]

    @Test func everyOtherRuleIsSwitchedOff() {
        #expect(Self.rules.reduce(Self.notMissed) { $0.union($1.0) } == DispatchRules.all)
    }

    @Test(arguments: rules.indices)
    func aRuleThatIsOffIsNoticed(index: Int) {
        let (rule, name, families) = Self.rules[index]
        for seed in 0..<UInt64(20) {
            for family in families where Self.violation(seed, family, without: rule) != nil { return }
        }
        Issue.record("\(name) was not missed")
    }
}
