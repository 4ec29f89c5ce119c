import Dispatching
import Support
import Testing

/// Random schedules of small worlds: nothing that must hold is broken with every rule on, and something is with any one off.
@Suite struct ExplorationTests {
    /// What a schedule breaks; nil for nothing.
    private static func violation(
        _ seed: UInt64, _ family: Family, without rule: DispatchRules = [], isTraced: Bool = false
    ) -> String? {
        let world = World(seed: seed, engine: MemoryEngine(), rules: DispatchRules.all.subtracting(rule))
        world.isTraced = isTraced
        do {
            try world.live(family)
            return nil
        } catch {
            return (["seed \(seed), \(family): \(error)"] + world.trace.suffix(70)).joined(separator: "\n")
        }
    }

    @Test(arguments: Family.allCases)
    func noScheduleBreaksAnything(family: Family) {
        for seed in 0..<UInt64(Extent.count(400, orElse: 12)) where Self.violation(seed, family) != nil {
            Issue.record("\(Self.violation(seed, family, isTraced: true) ?? "the schedule was another")")
            return
        }
    }

    /// Each rule, and the families that aim at it.
    static let rules: [(DispatchRules, String, [Family])] = [
        (.cursorLast, "cursorLast", [.crash, .mixed, .again, .two]), (.hold, "hold", [.sick, .crash]),
        (.holdAtOnce, "holdAtOnce", [.sick, .crash, .again]), (.oneRow, "oneRow", [.sick, .crash]),
        (.inTurn, "inTurn", [.narrow]), (.setAside, "setAside", [.sick]), (.twoStreams, "twoStreams", [.quiet]),
        (.narrow, "narrow", [.narrow]), (.underWay, "underWay", [.flood]), (.countProof, "countProof", [.outage]),
        (.laterFree, "laterFree", [.status]), (.refusedRun, "refusedRun", [.refused]),
        (.filterOpen, "filterOpen", [.filter]), (.epoch, "epoch", [.admin, .mixed]),
        (.replaySkips, "replaySkips", [.replay, .moved]), (.replayOwn, "replayOwn", [.replay]),
        (.sayGone, "sayGone", [.prune, .admin]), (.wait, "wait", [.outage]), (.setBack, "setBack", [.clock]),
    ]

    @Test(arguments: rules.indices)
    func aRuleThatIsOffIsNoticed(index: Int) {
        let (rule, name, families) = Self.rules[index]
        for seed in 0..<UInt64(60) {
            for family in families where Self.violation(seed, family, without: rule) != nil { return }
        }
        Issue.record("\(name) was not missed")
    }
}
