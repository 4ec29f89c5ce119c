import Catalog
import LearnHooks
import Receiving
import Simulation
import Support
import Testing

/// What is sent, and what goes wrong on the way.
@Suite struct SimulatedMessagesTests {
    private static let seeds: [UInt64] = [0, 1, 2, 0xFFFF_FFFF_FFFF_FFFF]

    @Test(arguments: seeds) func theSameSeedAndStartGiveTheSameBytes(seed: UInt64) throws {
        var faults = Faults()
        (faults.duplicates, faults.outOfOrder, faults.forged, faults.broken, faults.unknown) = (10, 10, 5, 5, 5)
        let (one, other) = (
            Simulations.messages(800, faults, seed: seed), Simulations.messages(800, faults, seed: seed)
        )
        for (one, other) in zip(one, other) {
            #expect(one.id == other.id && one.event.body == other.event.body && one.due == other.due)
            #expect(try one.delivery().headers == other.delivery().headers)
        }
        let another = Simulations.messages(800, faults, seed: seed &+ 7)
        #expect(Set(one.map(\.id)).isDisjoint(with: another.map(\.id)))
        #expect(Set(one.map(\.event.body)).isDisjoint(with: another.filter { $0.form != .broken }.map(\.event.body)))
    }

    /// Who is sent what does not depend on what goes wrong.
    @Test func faultsChangeNoLearner() {
        var faults = Faults()
        (faults.duplicates, faults.outOfOrder, faults.forged, faults.slow) = (50, 50, 50, 50)
        var bodies: [Int: [UInt8]] = [:]
        for message in Simulations.messages(500, faults) { bodies[message.number] = message.event.body }
        for message in Simulations.messages(250) where bodies[message.number] != nil {
            #expect(bodies[message.number] == message.event.body)
        }
    }

    @Test(arguments: seeds) func withoutAFaultAllIsInOrderAndOnce(seed: UInt64) {
        let messages = Simulations.messages(2_000, seed: seed)
        #expect(messages.map(\.number) == Array(1...2_000))
        #expect(zip(messages, messages.dropFirst()).allSatisfy { $0.event.time <= $1.event.time })
        #expect(messages.allSatisfy { $0.event.time >= Simulations.start })
        #expect(messages.allSatisfy { $0.form == .sound && !$0.isSlow })
        #expect(Set(messages.map(\.event.platform.name)) == Set(Simulations.platforms.map(\.platform.name)))
    }

    @Test(arguments: [1, 7, 40]) func soManyLearnersComeToTheirEnd(learners: Int) {
        var messages = Simulations.messages(learners: learners)
        var last: [String: Timestamp] = [:]
        var count = 0
        while let message = messages.next() {
            count += 1
            last[message.event.platform.name] = message.event.time
        }
        #expect(count >= learners)
        #expect(messages.next() == nil)
    }

    /// Each share is as it was asked for, whatever is sent: within four times the deviation that chance has.
    @Test(arguments: seeds, [1.0, 5, 50, 100]) func percentagesAreKept(seed: UInt64, percent: Double) throws {
        let count = 4_000
        let platforms = try catalog.map(Simulations.withSamples)
        func share(_ fault: WritableKeyPath<Faults, Double>, _ isOne: (SimulatedMessage, Int) -> Bool) {
            var faults = Faults()
            faults[keyPath: fault] = percent
            let messages = Simulations.messages(count, faults, seed: seed, at: platforms)
            let found = Double(messages.enumerated().count { isOne($1, $0) }) / Double(count)
            // Of those that are sent twice, the copies count as messages, too.
            let wanted = fault == \.duplicates ? percent / (100 + percent) : percent / 100
            let deviation = (wanted * (1 - wanted) / Double(count)).squareRoot()
            #expect(abs(found - wanted) <= 4 * deviation + 0.011, "\(fault): \(found) of \(wanted)")
        }
        share(\.forged) { message, _ in message.form == .forged }
        share(\.broken) { message, _ in message.form == .broken }
        share(\.unknown) { message, _ in message.form == .unknown }
        share(\.slow) { message, _ in message.isSlow }
        var seen: Set<Int> = []
        share(\.duplicates) { message, _ in !seen.insert(message.number).inserted }
        if percent < 100 {
            // Late is what comes behind one that happened after it.
            var (latest, late) = (0, 0)
            var faults = Faults()
            faults.outOfOrder = percent
            for message in Simulations.messages(count, faults, seed: seed, at: platforms) {
                if message.number < latest { late += 1 }
                latest = max(latest, message.number)
            }
            #expect(late > 0 && Double(late) <= Double(count) * percent / 100 * 1.5)
        }
    }

    @Test func aDuplicateIsTheSameMessageAndNotFarAway() throws {
        var faults = Faults()
        faults.duplicates = 30
        var places: [Int: (Int, SimulatedMessage)] = [:]
        for (place, message) in Simulations.messages(2_000, faults).enumerated() {
            if let (first, original) = places[message.number] {
                #expect(original.id == message.id && original.event.body == message.event.body)
                #expect(place - first <= 80)
            }
            places[message.number] = (place, message)
        }
    }

    @Test func whatIsTwoThingsAtOnceIsRefused() {
        var faults = Faults()
        #expect(faults.problem == nil)
        (faults.forged, faults.broken, faults.unknown) = (50, 30, 30)
        #expect(faults.problem?.contains("100 at most") == true)
        (faults.forged, faults.broken, faults.unknown, faults.slow) = (0, 0, 0, -1)
        #expect(faults.problem?.contains("0 to 100") == true)
    }

    /// A receiver takes all but what was broken on purpose, and what it makes is what is due.
    @Test(arguments: seeds) func aReceiverTakesAllThatIsSoundAndNothingElse(seed: UInt64) throws {
        let receiver = try Simulations.receiver()
        var faults = Faults()
        (faults.duplicates, faults.outOfOrder, faults.forged, faults.broken, faults.unknown) = (5, 5, 20, 20, 20)
        var forms: Set<SimulatedMessage.Form> = []
        for message in Simulations.messages(1_500, faults, seed: seed) {
            let delivery = try message.delivery()
            #expect(delivery.method == message.event.platform.method)
            let reception = receiver.receive(delivery, at: Simulations.start)
            forms.insert(message.form)
            switch (message.form, reception.receipt) {
            case (.sound, .handled(_, let problems)): #expect(problems.isEmpty)
            case (.unknown, .unmapped): break
            case (.forged, .refused(let refusal)):
                guard case .notAuthentic = refusal.reason else {
                    Issue.record("\(refusal)")
                    continue
                }
            case (.broken, .refused(let refusal)):
                guard case .malformed = refusal.reason else {
                    Issue.record("\(refusal)")
                    continue
                }
            default: Issue.record("\(message.form): \(reception.receipt)")
            }
            #expect(reception.receipt.actions.map(\.id) == message.due.map(\.id))
        }
        #expect(forms == Set(SimulatedMessage.Form.allCases))
    }
}
