import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Synchronization
import Testing
import Traits

/// `sign --curl` of the built `learnhooks`: what it prints, run by a shell.
@Suite(.blocking) struct CurlCommandTests {
    private let learnhooks = Program("learnhooks")

    private func command(_ arguments: [String], _ body: String) throws -> String {
        let outcome = try learnhooks.run(["sign", "--curl"] + arguments, input: Data(body.utf8))
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    /// Runs a command as the pipeline does that `serve` prints.
    private func shell(_ command: String) throws -> String {
        try Program("/bin/sh").run([], input: Data(command.utf8)).output
    }

    @Test(arguments: [
        "@{\"type\":\"it's\",\n\"x\":\"$HOME `id` \\\\ \\n \"}", "END", "\nEND\n", "a\r\n\tb\u{1}\u{7F}é\u{2028}🕐",
        "\"", "\\", " ",
    ])
    func theBodysExactBytesAreSent(body: String) throws {
        let server = try TestServer { _, _ in .status(200) }
        let body = "x\(body)"
        #expect(try shell(command([server.url, "falkor"], body)) == "{}")
        #expect(server.requests.map(\.body) == [body])
        #expect(try shell(command([server.url, "falkor"], String(body.dropFirst()) + "x")) == "{}")
        #expect(server.requests.last?.body == String(body.dropFirst()) + "x")
    }

    /// A body that no command line can hold, with @ wherever curl may see the beginning of a part.
    @Test(arguments: [213_000, 1_000_000]) func aLargeBodyIsSent(count: Int) throws {
        let server = try TestServer { _, _ in .status(200) }
        for filling in ["x", "\"", "é@", "@@@@@@@x"] {
            let body = #"{"type":"\#(String(repeating: filling, count: count / filling.utf8.count))"}"#
            #expect(try shell(command([server.url, "instruqt"], body)) == "{}")
            #expect(server.requests.last?.body == body, "\(filling)")
            #expect(server.requests.last?.headers["content-type"] == "application/json")
        }
        #expect(server.requests.count == 4)
    }

    #if os(Linux)
        /// Every user of the machine can see the command lines of all programs.
        @Test(arguments: catalog.map(\.name)) func noCommandLineHoldsASecret(name: String) throws {
            let platform = try #require(catalog.first { $0.name == name })
            let secret = platform.trust.hasKeyPairs ? Fixtures.otherWhsec : "only-in-\(UUID().uuidString)"
            let seen = Mutex<[String]>([])
            let server = try TestServer { _, _ in
                // curl waits for its answer now.
                let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
                let lines = files.filter { Int($0) != nil }.compactMap {
                    try? String(decoding: Data(contentsOf: URL(filePath: "/proc/\($0)/cmdline")), as: UTF8.self)
                }
                seen.withLock { $0 = lines }
                return .status(200)
            }
            let signer = Program("learnhooks", environment: [Self.variable(of: platform): secret])
            let printed = try signer.run("sign", name, "--curl", "http://127.0.0.1:\(server.port)", input: "{}".utf8)
            #expect(try shell(printed.output) == "{}")
            let request = try #require(server.requests.first)
            #expect(request.line.hasPrefix("\(platform.method) /\(name)"))
            let lines = seen.withLock { $0 }
            #expect(lines.contains { $0.hasPrefix("curl\0") })
            let proofs = try Signer(platform, secret: Secret(secret)).delivery(of: [], id: "m", at: .epoch).headers
                .filter { $0.name != "content-type" }.compactMap { request.headers[$0.name] }
            #expect(!proofs.isEmpty || request.line.contains(secret))
            for line in lines {
                #expect(!line.contains(secret))
                for proof in proofs { #expect(!line.contains(proof)) }
            }
        }

        private static func variable(of platform: Platform) -> String { "\(platform.name.uppercased())_SECRETS" }
    #endif

    @Test(arguments: [
        ("https://example.com", "https://example.com/knolyx"), ("https://example.com/", "https://example.com/knolyx"),
        ("https://example.com/knolyx", "https://example.com/knolyx"),
        ("https://example.com/knolyx/", "https://example.com/knolyx"),
        ("https://example.com/hooks", "https://example.com/hooks/knolyx"),
        ("https://example.com//hooks//knolyx", "https://example.com/hooks/knolyx"),
        ("http://knolyx", "http://knolyx/knolyx"), ("http://knolyx:8080/knolyx", "http://knolyx:8080/knolyx"),
        ("https://example.com/notknolyx", "https://example.com/notknolyx/knolyx"),
    ])
    func thePlatformsPathIsThereOnce(server: String, url: String) throws {
        #expect(try command([server, "knolyx"], "{}").contains("\nurl = \"\(url)\"\n"))
    }

    @Test func theSecretSegmentIsThereOnce() throws {
        for path in ["", "/konstantly", "/konstantly/\(Fixtures.konstantly)"] {
            let printed = try command(["https://example.com\(path)", "konstantly"], "{}")
            #expect(printed.contains("\nurl = \"https://example.com/konstantly/\(Fixtures.konstantly)\"\n"))
        }
    }

    @Test(arguments: ["file:///x", "http://", "http://a?b", "http://a#b", "http://a b", "localhost:8080"])
    func whatIsNoServerIsSaid(url: String) throws {
        let outcome = try learnhooks.run("sign", "--curl", url, "falkor", input: "{}".utf8)
        #expect(outcome.status == 64)
        #expect(outcome.errors == "learnhooks: --curl: expected the server's URL, such as http://localhost:8080\n")
    }

    @Test func whatIsNoTextIsSaid() throws {
        for body in [[0xFF, 0x20], [0x22, 0x00, 0x22]] as [[UInt8]] {
            let outcome = try learnhooks.run("sign", "--curl", "http://a", "falkor", input: body)
            #expect(outcome.status == 64)
            #expect(outcome.errors.hasPrefix("learnhooks: --curl: the payload is not text"))
        }
    }
}
