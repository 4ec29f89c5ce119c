import Catalog
import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// TLS at the door, and an address of its own for whoever runs the function.
@Suite(.blocking) struct DoorTests {
    private static let authority = Result { try Authority() }
    private func authority() throws -> Authority { try Self.authority.get() }

    private func serve(
        _ identity: Authority.Identity, _ environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try RunningProgram(
            environment: Fixtures.environment.merging(environment) { $1 }.merging([
                "TLS_CERTIFICATE_FILE": identity.certificate, "TLS_KEY_FILE": identity.key,
            ]) { $1 })
    }

    private static let request = "GET /health/liveness HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    /// Speaks TLS as `openssl` does.
    private func openssl(_ server: RunningProgram, _ arguments: String..., input: [UInt8] = Array(request.utf8)) throws
        -> Program.Outcome
    {
        try Program("/usr/bin/env").run(
            [
                "openssl", "s_client", "-connect", "127.0.0.1:\(server.port)", "-servername", "localhost", "-CAfile",
                authority().path, "-verify_return_error", "-quiet",
            ] + arguments, input: Data(input))
    }

    @Test func deliveriesComeOverTLS() throws {
        let server = try serve(authority().identity())
        let knolyx = try #require(catalog.first { $0.name == "knolyx" })
        let delivery = try Fixtures.delivery(Array(#"{"id":"1","type":"PING"}"#.utf8), from: knolyx)
        for version in ["-tls1_2", "-tls1_3"] {
            let answer = try openssl(
                server, version, input: HTTPClient.bytes(of: delivery, headers: ["Connection: close"]))
            #expect(answer.output.hasPrefix("HTTP/1.1 200"))
            #expect(answer.output.contains("webhook.pinged"))
        }
    }

    /// A body of many records comes whole, and an answer of many goes out whole.
    @Test func aLargeDeliveryComesWhole() throws {
        let server = try serve(authority().identity())
        let vouchers = (0..<4_000).map { #"{"guid":"\#($0)","state":"pending"}"# }.joined(separator: ",")
        let body = #"{"type":"rewards","data":{"rewards":[{"ID":"R","vouchers":[\#(vouchers)]}]}}"#
        let falkor = try #require(catalog.first { $0.name == "falkor" })
        let delivery = try Fixtures.delivery(Array(body.utf8), from: falkor)
        let answer = try openssl(server, input: HTTPClient.bytes(of: delivery, headers: ["Connection: close"]))
        let json = try #require(answer.output.firstRange(of: "\r\n\r\n")?.upperBound)
        #expect(try JSONDocument(parsing: Array(answer.output[json...].utf8)).root.elements.map(\.kind).count == 4_000)
    }

    @Test(arguments: ["-tls1", "-tls1_1"])
    func oldVersionsAreRefused(version: String) throws {
        let server = try serve(authority().identity())
        let answer = try openssl(server, version, "-cipher", "DEFAULT@SECLEVEL=0")
        #expect(answer.status != 0)
        #expect(answer.output.isEmpty)
        #expect(try openssl(server).output.hasPrefix("HTTP/1.1 200"))
    }

    @Test func whoSpeaksNoTLSOrStallsIsLetGo() throws {
        let server = try serve(authority().identity(), ["HEAD_TIMEOUT": "1"])
        let plain = try Connection(port: server.port)
        try plain.send(Self.request)
        var answer: [UInt8] = []
        while case let more? = try? plain.receive(), !more.isEmpty { answer += more }
        #expect(!String(decoding: answer, as: UTF8.self).contains("HTTP"))
        let stalled = try Connection(port: server.port)
        try stalled.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        while case let more? = try? stalled.receive(), !more.isEmpty {}
        #expect(try openssl(server).output.hasPrefix("HTTP/1.1 200"))
    }

    @Test func aRenewedPairIsShownAndAHalfRenewedOneIsNot() throws {
        let folder = try Folder()
        let (old, new) = (try authority().identity(), try Authority().identity())
        let copy = { (from: String, name: String) in
            try folder.write(String(contentsOfFile: from, encoding: .utf8), to: name)
        }
        let pair = Authority.Identity(certificate: try copy(old.certificate, "cert"), key: try copy(old.key, "key"))
        let server = try serve(pair)
        #expect(try openssl(server).output.hasPrefix("HTTP/1.1 200"))
        _ = try copy(new.certificate, "cert")
        #expect(try openssl(server).output.hasPrefix("HTTP/1.1 200"))
        // The other authority's is shown now, which is not trusted.
        _ = try copy(new.key, "key")
        #expect(try openssl(server).output.isEmpty)
        _ = try copy(old.key, "key")
        _ = try copy(old.certificate, "cert")
        #expect(try openssl(server).output.hasPrefix("HTTP/1.1 200"))
    }

    @Test func aPairThatIsNoneIsSaid() throws {
        let (one, other) = (try authority().identity(), try authority().identity())
        for (environment, problem) in [
            (
                ["TLS_CERTIFICATE_FILE": one.certificate, "TLS_KEY_FILE": other.key],
                "TLS_KEY_FILE: expected the certificate's key, found another's"
            ),
            (
                ["TLS_CERTIFICATE_FILE": one.certificate, "TLS_KEY_FILE": one.certificate],
                "TLS_KEY_FILE: expected a readable file of a key in PEM"
            ),
            (
                ["TLS_CERTIFICATE_FILE": "/no/such", "TLS_KEY_FILE": one.key],
                "TLS_CERTIFICATE_FILE: expected a readable file of certificates in PEM"
            ),
            (["TLS_CERTIFICATE_FILE": one.certificate], "TLS_KEY_FILE: expected the other file of the pair"),
            (["TLS_KEY_FILE": one.key], "TLS_CERTIFICATE_FILE: expected the other file of the pair"),
            (["ADMIN": "9090"], "ADMIN: expected host:port"), (["ADMIN": "localhost:x"], "ADMIN: expected host:port"),
        ] {
            let outcome = try Program(
                "learnhooks-function", environment: Fixtures.environment.merging(environment) { $1 }
            ).run()
            #expect(outcome.status == 78)
            #expect(outcome.errors.contains("learnhooks-function: \(problem)"))
        }
    }

    @Test func aKeyThatEverybodyMayReadIsWarnedOf() throws {
        let identity = try authority().identity()
        for (mode, isWarned) in [(0o644, true), (0o600, false)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: identity.key)
            let server = try serve(identity)
            #expect(try server.log.contains("TLS_KEY_FILE") == isWarned)
        }
    }

    @Test func pagesAreAtTheirOwnAddressAlone() throws {
        // A port that was free just now.
        let admin = try TestServer { _, _ in .close }.port
        let server = try RunningProgram(
            environment: Fixtures.environment.merging(["ADMIN": "127.0.0.1:\(admin)"]) { $1 })
        for (path, status) in [
            ("/health/liveness", 200), ("/health/readiness", 200), ("/metrics", 200), ("/knolyx", 404),
        ] {
            var client = try HTTPClient(port: admin)
            #expect(try client.get(path).status == status)
            var outside = try HTTPClient(port: server.port)
            #expect(try outside.get(path).status == (status == 200 ? 404 : 405))
        }
        let knolyx = try #require(catalog.first { $0.name == "knolyx" })
        let delivery = try Fixtures.delivery(Array(#"{"id":"1","type":"PING"}"#.utf8), from: knolyx)
        var outside = try HTTPClient(port: server.port)
        #expect(try outside.send(delivery).status == 200)
        var inside = try HTTPClient(port: admin)
        #expect(try inside.send(delivery).status == 404)
        #expect(try server.stop() == 0)
    }
}
