import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Simulation
import Support
import Testing

/// The journeys beside the platforms.
@Suite struct JourneyTests {
    /// What a journey says is due, and what the handlers make of it: byte for byte, for learners of many seeds.
    @Test(arguments: Simulations.platforms.map(\.platform.name)) func handlersMakeWhatIsDue(platform: String) throws {
        let simulated = try #require(Simulations.platforms.first { $0.platform.name == platform })
        let receiver = Receiver(target: try Target(nil, in: catalog))
        var types: Set<String> = []
        for seed in 0..<UInt64(Extent.count(20, orElse: 5)) {
            for message in Simulations.messages(150, seed: seed, at: [simulated]) {
                let receipt = receiver.receive(trusted: message.event.body, from: simulated.platform)
                guard case .handled(let actions, problems: let problems) = receipt else {
                    Issue.record("\(message.event.type): \(receipt)")
                    return
                }
                #expect(problems.isEmpty)
                let lines = actions.compactMap { ActionFormat.cloudevents.text(of: $0) }
                try #require(lines.map { String(decoding: $0, as: UTF8.self) } == message.due.map(\.line))
                #expect(actions.allSatisfy { $0.event.type == message.event.type })
                types.insert(message.event.type)
            }
        }
        #expect(types == Set(simulated.platform.handlers.map(\.eventType)))
    }

    /// A platform without a journey is simulated with the samples in its folder of `events/`.
    @Test(arguments: catalog.map(\.name)) func aPlatformWithoutAJourneyTakesPartWithItsSamples(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        let simulated = try Simulations.withSamples(platform)
        let messages = Simulations.messages(Sample.all.count { $0.platform == name }, at: [simulated])
        #expect(Set(messages.map(\.event.type)) == Set(platform.handlers.map(\.eventType)))
        let receiver = try Simulations.receiver()
        for message in messages {
            let reception = receiver.receive(try message.delivery(), at: Simulations.start)
            #expect(reception.receipt.actions.map(\.id) == message.due.map(\.id))
        }
    }

    @Test func aFunctionIsSentItsTypeAlone() throws {
        let platform = try #require(catalog.first { $0.journey != nil })
        let journey = try #require(platform.journey)
        let type = try #require(platform.handlers.last?.eventType)
        let simulated = SimulatedPlatform(platform, types: [type], by: .journey(journey))
        #expect(Simulations.messages(50, at: [simulated]).allSatisfy { $0.event.type == type })
        // A type that no learner comes to is no loop without an end, whatever learners go through.
        #expect(Simulations.messages(1, at: [SimulatedPlatform(platform, types: ["none"], by: .samples([]))]).isEmpty)
    }

    @Test func anotherSourceGivesOtherIds() throws {
        let platform = try #require(catalog.first { $0.journey != nil })
        let journey = try #require(platform.journey)
        let source = "https://learn.example"
        let elsewhere = SimulatedPlatform(platform, source: source, by: .journey(journey))
        let receiver = Receiver(target: try Target(nil, in: catalog), sources: [platform.name: source])
        for message in Simulations.messages(50, at: [elsewhere]) {
            let actions = receiver.receive(trusted: message.event.body, from: platform).actions
            #expect(actions.map(\.id) == message.due.map(\.id))
        }
    }
}
