import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Support
import Testing
import Traits

@testable import HTTPClient

/// Servers that TLS is spoken with, and who they prove to be.
@Suite(.blocking) struct TLSTests {
    private static let authority = Result { try Authority() }
    private func authority() throws -> Authority { try Self.authority.get() }

    private func server() throws -> TestServer { try TestServer { _, _ in .status(200) } }

    private func post(
        _ identity: Authority.Identity, roots: TrustRoots, host: String = "localhost",
        _ change: (inout TLSConfiguration) -> Void = { _ in }
    ) async throws -> Result<Int, ClientError> {
        let server = try server()
        let secure = try TLSServer(before: server, as: identity, change)
        let answer = try await Calls(roots: roots).post("https://\(host):\(secure.port)/actions")
        if case .failure = answer { #expect(server.requests.isEmpty) }
        return answer
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func aServerIsKnownByItsNameOrItsAddress(host: String) async throws {
        let roots = TrustRoots(file: try authority().path)
        #expect(try await post(authority().identity(), roots: roots, host: host) == .success(200))
    }

    @Test(arguments: [
        ("DNS:other.example", "localhost"), ("IP:127.0.0.2", "127.0.0.1"), ("DNS:127.0.0.1", "127.0.0.1"),
    ])
    func aCertificateForAnotherIsNotTaken(names: String, host: String) async throws {
        let roots = TrustRoots(file: try authority().path)
        let answer = try await post(authority().identity(names), roots: roots, host: host)
        #expect(answer == .failure(.tls("its certificate is for another name")))
    }

    @Test func aCertificateThatNobodyVouchesForOrThatIsOldIsNotTaken() async throws {
        let problem = ClientError.tls("its certificate has expired, or no authority that is trusted vouches for it")
        let roots = TrustRoots(file: try authority().path)
        #expect(try await post(authority().identity(days: -1), roots: roots) == .failure(problem))
        #expect(try await post(authority().identity(isSelfSigned: true), roots: roots) == .failure(problem))
        #expect(try await post(Authority().identity(), roots: roots) == .failure(problem))
        #expect(try await post(authority().identity(), roots: TrustRoots()) == .failure(problem))
    }

    @Test func aCertificateThatVouchesForItselfIsTakenWhereItIsNamed() async throws {
        let identity = try authority().identity(isSelfSigned: true)
        #expect(try await post(identity, roots: TrustRoots(file: identity.certificate)) == .success(200))
    }

    @Test(arguments: [TLSVersion.tlsv1, .tlsv11])
    func oldVersionsAreNotSpoken(version: TLSVersion) async throws {
        let roots = TrustRoots(file: try authority().path)
        let answer = try await post(authority().identity(), roots: roots) {
            $0.minimumTLSVersion = .tlsv1
            $0.maximumTLSVersion = version
        }
        #expect(answer == .failure(.tls("it speaks no TLS 1.2 or later")))
        #expect(
            try await post(authority().identity(), roots: roots) { $0.maximumTLSVersion = .tlsv12 } == .success(200))
    }

    @Test func whoSpeaksNoTLSIsTold() async throws {
        let plain = try ScriptedServer { connection in
            _ = try connection.receive()
            try connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            while try !connection.receive().isEmpty {}
        }
        let calls = Calls(roots: TrustRoots(file: try authority().path))
        let problem = ClientError.tls("it speaks no TLS at this port")
        #expect(try await calls.post("https://127.0.0.1:\(plain.port)/") == .failure(problem))
    }

    @Test func aHandshakeThatStallsEndsInTime() async throws {
        let silent = try ScriptedServer { connection in while try !connection.receive().isEmpty {} }
        let calls = Calls(roots: TrustRoots(file: try authority().path))
        #expect(try await calls.post("https://127.0.0.1:\(silent.port)/", seconds: 1) == .failure(.noConnection))
    }

    @Test func aServerThatClosesInTheHandshakeIsNotThere() async throws {
        let closing = try ScriptedServer { connection in _ = try connection.receive() }
        let calls = Calls(roots: TrustRoots(file: try authority().path))
        #expect(try await calls.post("https://127.0.0.1:\(closing.port)/") == .failure(.noConnection))
    }

    @Test func aHandshakeServesManyRequests() async throws {
        let server = try server()
        let secure = try TLSServer(before: server, as: authority().identity())
        let calls = Calls(roots: TrustRoots(file: try authority().path))
        for _ in 0..<3 { #expect(try await calls.post("https://localhost:\(secure.port)/") == .success(200)) }
        #expect(secure.handshakes == 1)
    }

    /// Renewed authorities need no restart of the program; if they cannot be read, the old ones stay in use.
    @Test func authoritiesAreReadAnewWhenTheyChange() async throws {
        let folder = try Folder()
        let (first, second) = (try authority(), try Authority())
        let path = try folder.write(String(contentsOfFile: first.path, encoding: .utf8), to: "ca.pem")
        let roots = TrustRoots(file: path)
        #expect(try await post(first.identity(), roots: roots) == .success(200))
        _ = try folder.write("not a certificate", to: "ca.pem")
        #expect(try await post(first.identity(), roots: roots) == .success(200))
        _ = try folder.write(String(contentsOfFile: second.path, encoding: .utf8), to: "ca.pem")
        #expect(try await post(second.identity(), roots: roots) == .success(200))
        #expect(try await post(first.identity(), roots: roots) != .success(200))
    }

    @Test func aFileWithoutAnAuthorityIsAnError() throws {
        let folder = try Folder()
        #expect(throws: (any Error).self) { try TrustRoots(file: "/no/such").context() }
        #expect(throws: (any Error).self) { try TrustRoots(file: folder.write("", to: "ca.pem")).context() }
    }

    @Test func whatAServerShowsIsSeenBeItGoodOrNot() async throws {
        let secure = try TLSServer(before: server(), as: authority().identity())
        let request = ClientRequest(.OPTIONS, at: try HTTPAddress("https://localhost:\(secure.port)/"))
        let eventLoop = Calls().eventLoop
        for (roots, isGood) in [(TrustRoots(file: try authority().path), true), (try TrustRoots(), false)] {
            let check = try await ServerCheck.make(request, roots: roots, on: eventLoop, within: .seconds(60)).get()
            #expect(check.certificate?.names == ["localhost", "127.0.0.1"])
            #expect((check.answer == .success(200)) == isGood)
        }
    }
}
