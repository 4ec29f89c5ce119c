import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// What a head says by itself, before its body is there.
struct HeadTests {
    private static let now = Fixtures.time(1_700_000_000)
    private static let body = Array("{}".utf8)

    private func receiver() throws -> Receiver {
        var verifiers: [String: Verifier] = [:]
        for platform in catalog {
            verifiers[platform.name] = try Verifier(
                platform.trust, secrets: [Secret(Fixtures.secrets[platform.name] ?? "")])
        }
        return Receiver(target: try Target(nil, in: catalog), verifiers: verifiers)
    }

    /// The head of a genuine delivery.
    private func head(_ platform: Platform, at time: Timestamp = now) throws -> Delivery {
        var delivery = try Signer(platform, secret: Secret(Fixtures.secrets[platform.name] ?? ""))
            .delivery(of: Self.body, id: "msg_1", at: time)
        delivery.body = []
        return delivery
    }

    /// Why a head is refused; nil where the body is worth reading.
    private func refusal(_ head: Delivery) throws -> Refusal.Reason? {
        guard case .refused(let refusal) = try receiver().refusal(ofHead: head, at: Self.now)?.receipt else {
            return nil
        }
        return refusal.reason
    }

    @Test(arguments: catalog.map(\.name)) func aGenuineHeadIsWorthItsBody(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        #expect(try refusal(head(platform)) == nil)
        // And proves nothing by itself, where it is the body that was signed.
        var whole = try head(platform)
        whole.body = Array("[]".utf8)
        #expect(try receiver().receive(whole, at: Self.now).verdict?.isAuthentic == !platform.trust.coversBody)
    }

    @Test(arguments: catalog.map(\.name)) func aHeadWithoutItsProofIsRefused(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        var bare = try head(platform)
        bare.headers = []
        if platform.trust.isInPath { bare.path = "/\(name)/\(String(repeating: "x", count: 32))" }
        guard case .notAuthentic = try refusal(bare) else {
            Issue.record("\(name) is not refused")
            return
        }
        // A header that has lost its form, or was never of it.
        for index in try head(platform).headers.indices {
            var broken = try head(platform)
            guard broken.headers[index].name != "content-type" else { continue }
            broken.headers[index].value = ""
            guard case .notAuthentic = try refusal(broken) else {
                Issue.record("\(broken.headers[index].name) is not missed")
                continue
            }
        }
    }

    @Test(arguments: catalog.map(\.name)) func aHeadOfAnotherMethodOrPathIsRefused(name: String) throws {
        let platform = try #require(catalog.first { $0.name == name })
        var other = try head(platform)
        other.method = "DELETE"
        guard case .wrongMethod = try refusal(other) else {
            Issue.record("the method is not looked at")
            return
        }
        other = try head(platform)
        other.path = "/nowhere"
        guard case .noSuchPlatform = try refusal(other) else {
            Issue.record("the path is not looked at")
            return
        }
    }

    @Test func aStaleHeadIsRefused() throws {
        for platform in catalog {
            guard case .standardWebhooks = platform.trust else { continue }
            #expect(try refusal(head(platform, at: Fixtures.time(1_700_000_300))) == nil)
            guard case .notAuthentic(let reason) = try refusal(head(platform, at: Fixtures.time(1_699_999_699)))
            else {
                Issue.record("it is not refused")
                return
            }
            #expect(reason.hasPrefix("stale"))
        }
    }
}
