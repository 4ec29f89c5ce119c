import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// A platform with everything unusual at once is received, signed for and explained as any other is.
struct UnusualPlatformTests {
    private let now = Fixtures.time(1_700_000_000)
    private let secret = Secret("correct horse battery staple")

    private func receiver(_ function: String? = "unusual") throws -> Receiver {
        Receiver(
            target: try Target(function, in: catalog + [.unusual]),
            verifiers: ["unusual": try Verifier(Platform.unusual.trust, secrets: [secret])])
    }

    private func delivery(_ body: String, id: String = "msg-1", type: String? = "seat") throws -> Delivery {
        var delivery = try Signer(.unusual, secret: secret).delivery(of: Array(body.utf8), id: id, at: now)
        if let type { delivery.headers.append(.init("x-unusual-event", type)) }
        delivery.headers.append(.init("x-unusual-time", "2023-11-14T22:13:20Z"))
        return delivery
    }

    private let list =
        #"{"payloads":[{"action":"taken","seat":"A1","at":1700000000123},{"action":"taken","seat":[]},{"action":"left","seat":"A3"}]}"#

    @Test func eachEventOfAListIsHandledForItself() throws {
        let reception = try receiver().receive(delivery(list), at: now)
        guard case .handled(let actions, let problems) = reception.receipt else {
            Issue.record("\(reception.receipt)")
            return
        }
        #expect(actions.map(\.action.kind) == [.attendancePresent, .eventUnmapped, .eventUnmapped])
        #expect(actions.map(\.event.type) == ["seat.taken", "seat.taken", "seat.left"])
        #expect(problems.map(\.description) == ["payloads[1].seat: expected a string, found an array"])
        #expect(Set(actions.map(\.id)).count == 3)
        #expect(actions[0].action.object.type.activityType == "https://unusual.example/seat")
        #expect(actions[0].action.time?.description == "2023-11-14T22:13:20.123Z")
    }

    @Test func factsOfTheDeliveryReachKeysAndTimes() throws {
        let one = #"{"action":"taken","seat":"A1"}"#
        let first = try receiver().receive(delivery(one), at: now).receipt.actions
        #expect(first.map(\.event.id) == ["msg-1"])
        #expect(first[0].action.time?.description == "2023-11-14T22:13:20Z")
        // Another attempt is the same; another message is not.
        #expect(try receiver().receive(delivery(one), at: now).receipt.actions.map(\.id) == first.map(\.id))
        #expect(
            try receiver().receive(delivery(one, id: "msg-2"), at: now).receipt.actions.map(\.id) != first.map(\.id))
        // A recorded delivery has them, too.
        #expect(try receiver().receive(unverified: delivery(one)).actions.map(\.id) == first.map(\.id))
    }

    @Test func aHeaderWithoutATypeIsSaid() throws {
        let receipt = try receiver().receive(delivery("{}", type: nil), at: now).receipt
        guard case .refused(let refusal) = receipt else {
            Issue.record("\(receipt)")
            return
        }
        #expect(refusal.description == "unusual: expected an event type in the header X-Unusual-Event, found none")
    }

    @Test func aFunctionPassesOverTheOthersOfAList() throws {
        let receiver = try receiver("unusual/seat.taken")
        let receipt = try receiver.receive(delivery(#"{"payloads":[{"action":"left","seat":"A1"}]}"#), at: now).receipt
        guard case .passedOver(let event) = receipt else {
            Issue.record("\(receipt)")
            return
        }
        #expect(event.type == "seat.left")
        #expect(try receiver.receive(delivery(list), at: now).receipt.actions.count == 1)
    }

    /// An id is a key only where the proof covers it: a changed header proves nothing.
    @Test(arguments: (catalog + [Platform.unusual]).map(\.name)) func aFactThatIsAKeyIsCovered(name: String) throws {
        let platform = try #require((catalog + [.unusual]).first { $0.name == name })
        guard let header = platform.facts.id else { return }
        let secret = Secret(platform.documents?.sampleSecrets.first ?? "correct horse battery staple")
        var delivery = try Signer(platform, secret: secret).delivery(of: Array("{}".utf8), id: "m", at: now)
        let verifier = try Verifier(platform.trust, secrets: [secret])
        #expect(verifier.verify(delivery, segment: nil, at: now).isAuthentic)
        for index in delivery.headers.indices where delivery.headers[index].name == header.lowercased() {
            delivery.headers[index].value = "other"
        }
        #expect(!verifier.verify(delivery, segment: nil, at: now).isAuthentic)
    }

    @Test(arguments: [
        (EventTypePlace.path(["metadata", "name"]), #"{"metadata":{"name":"a.b"}}"#, "a.b"),
        (.joined(["resource", "action"], by: "."), #"{"resource":"a","action":"b"}"#, "a.b"),
        (.path(["metadata", "name"]), #"{"metadata":{}}"#, "metadata.name: expected a string, found nothing"),
        (.path(["metadata", "name"]), #"{"metadata":7}"#, "metadata: expected an object, found a number"),
        (.joined(["resource", "action"], by: "."), #"{"resource":"a"}"#, "action: expected a string, found nothing"),
        (
            .joined(["resource", "action"], by: "."), #"{"resource":"","action":"b"}"#,
            "resource: expected an event type, found another string"
        ),
    ])
    func aTypeStandsWhereThePlatformPutsIt(place: EventTypePlace, event: String, outcome: String) throws {
        let platform = Platform(
            name: "placed", source: "https://placed.example", trust: .urlSegment, type: place, handlers: [])
        let receipt = Receiver(target: try Target(nil, in: [platform])).receive(trusted: Array(event.utf8))
        switch receipt {
        case .unmapped(let action, _): #expect(action.event.type == outcome)
        case .refused(let refusal): #expect(refusal.description.hasSuffix(outcome), "\(refusal)")
        default: Issue.record("\(receipt)")
        }
    }
}
