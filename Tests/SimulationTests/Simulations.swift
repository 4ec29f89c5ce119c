import Catalog
import LearnHooks
import Receiving
import Simulation
import Support
import Testing

/// Simulations for tests: of every platform of the catalog, at a fixed time.
enum Simulations {
    static let start = Fixtures.time(1_767_225_600)

    /// The platforms with their journeys.
    static let platforms: [SimulatedPlatform] = catalog.compactMap { platform in
        platform.journey.map { SimulatedPlatform(platform, by: .journey($0)) }
    }

    /// A platform whose learners go through its samples, which takes far less than a journey.
    static func withSamples(_ platform: Platform) throws -> SimulatedPlatform {
        let samples = try Sample.all.filter { $0.platform == platform.name }.map { sample in
            let type = try #require(platform.eventType(of: try sample.document.root))
            return try #require(SampleEvent(type: type, body: sample.bytes, actions: sample.expected))
        }
        return SimulatedPlatform(platform, by: .samples(samples))
    }

    static func messages(
        _ faults: Faults = Faults(), learners: Int? = nil, seed: UInt64 = 1,
        at platforms: [SimulatedPlatform] = platforms
    ) -> SimulatedMessages {
        let events = SimulatedEvents(at: platforms, learners: learners, seed: seed, start: start)
        return SimulatedMessages(of: events, with: faults, seed: seed)
    }

    /// The first messages.
    static func messages(
        _ count: Int, _ faults: Faults = Faults(), seed: UInt64 = 1, at platforms: [SimulatedPlatform] = platforms
    ) -> [SimulatedMessage] {
        var messages = messages(faults, seed: seed, at: platforms)
        return (0..<count).compactMap { _ in messages.next() }
    }

    /// What a deployment makes of deliveries, with the secrets of the platforms' documents.
    static func receiver() throws -> Receiver {
        let verifiers = try catalog.map { platform in
            (platform.name, try Verifier(platform.trust, secrets: [Secret(Fixtures.secrets[platform.name] ?? "")]))
        }
        return Receiver(
            target: try Target(nil, in: catalog), verifiers: Dictionary(uniqueKeysWithValues: verifiers))
    }
}

extension SimulatedMessage {
    /// The delivery, signed with the secret of the platform's documents.
    func delivery() throws -> Delivery {
        let secret = Secret(Fixtures.secrets[event.platform.name] ?? "")
        return try delivery(signedBy: secret, names: nil, at: Simulations.start)
    }
}
