import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// What platforms ask for is answered over HTTP, logged, counted, and stored nowhere.
@Suite(.blocking) struct HandshakeTests {
    static let secret = "correct horse battery staple"
    static let environment = ["UNUSUAL_SECRETS": secret, "LISTING_SECRETS": "a-token-of-the-listing"]

    static func signed(_ body: String) throws -> Delivery {
        try Signer(.unusual, secret: Secret(secret)).delivery(
            of: Array(body.utf8), id: "msg-1", at: Fixtures.time(Int64(Date().timeIntervalSince1970)))
    }

    private static let validation =
        #"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#
    private static let challenge = #"{"type":"url_verification","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd"}"#
    private static let long = #"{"type":"url_verification","challenge":"not a word"}"#
    private static let answer =
        #"{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"7d2c08c7fae9c1c8613a22d702d023e8378c18e68045f330003e109352b6b9c8"}"#

    @Test(arguments: [[:], ["JOURNAL": "journal.sqlite"], ["DEAD_LETTERS": "dead"]])
    func theyAreAnsweredLoggedCountedAndNotStored(variables: [String: String]) throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder.path("dead"), withIntermediateDirectories: true)
        let places = variables.mapValues { folder.path($0) }
        let server = try RunningProgram(
            environment: Self.environment.merging(places) { $1 }, program: "UnusualFunction")
        var client = try HTTPClient(port: server.port)
        for (body, type, text) in [
            (Self.validation, "application/json", Self.answer),
            (Self.challenge, "text/plain", "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd"),
        ] {
            let answer = try client.send(Self.signed(body))
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == type)
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.text == text)
        }
        #expect(try client.send(Self.signed(Self.long)).status == 422)
        // Microsoft's comes with an empty body, of a length or of none.
        let path = "/unusual?validationToken=a+b%3Cscript%3E"
        for echo in [
            try client.get(path, method: "POST"),
            try client.send(
                Delivery(method: "POST", path: path, headers: [], body: []), headers: ["Content-Type: text/plain"]),
        ] {
            #expect(echo.status == 200)
            #expect(echo.headers["content-type"] == "text/plain")
            #expect(echo.headers["x-content-type-options"] == "nosniff")
            #expect(echo.text == "a b<script>")
        }
        #expect(try client.get("/unusual?validationToken=%0a", method: "POST").status == 422)
        let stranger = Delivery(method: "PATCH", path: "/unusual", headers: [], body: Array(Self.validation.utf8))
        #expect(try client.send(stranger).status == 401)

        let page = try client.get("/metrics").text
        for line in [
            #"{platform="unusual",type="other",outcome="handshake"} 2"#,
            #"{platform="unusual",type="",outcome="handshake"} 2"#,
            #"{platform="unusual",type="other",outcome="unanswered"} 1"#,
            #"{platform="unusual",type="",outcome="unanswered"} 1"#,
        ] { #expect(page.contains("learnhooks_deliveries_total\(line)\n"), "\(page)") }
        let log = try server.log
        #expect(log.components(separatedBy: #""delivery.outcome":"handshake""#).count == 5)
        #expect(log.components(separatedBy: #""delivery.outcome":"unanswered""#).count == 3)
        for token in ["qgg8vlvZRS6UYooatFL8Aw", "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd", "script", "not a word"] {
            #expect(!log.contains(token))
        }
        if variables["JOURNAL"] != nil {
            for outcome in ["new", "copy", "refused"] {
                #expect(page.contains("learnhooks_journal_deliveries_total{outcome=\"\(outcome)\"} 0\n"))
            }
        }
        try server.stop()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("dead")).isEmpty)
    }

    /// A body that comes in chunks is read as far as its head allows: what is echoed has none.
    @Test func aBodyInChunksIsNoEcho() throws {
        let server = try RunningProgram(environment: Self.environment, program: "UnusualFunction")
        var client = try HTTPClient(port: server.port)
        try client.connection.send(
            "POST /unusual?validationToken=a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
        )
        #expect(try client.response().status == 405)
    }

    /// Over standard input nobody waits for an answer.
    @Test func standardInputPassesThemOver() throws {
        let lines = [Self.validation, Self.challenge].joined(separator: "\n")
        let outcome = try Program("UnusualFunction").run("unusual", "--stdin", input: lines.utf8)
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("2 events of other types were skipped"))
    }

    /// Nor does anyone wait for an answer to what a broker brings.
    @Test func aBrokerIsAnsweredNothing() throws {
        let server = try RunningProgram(
            ["unusual"], environment: ["FUNCTION_SIGNATURE_TYPE": "cloudevent"], program: "UnusualFunction")
        var client = try HTTPClient(port: server.port)
        let event = #"{"specversion":"1.0","id":"1","source":"/a","type":"t","data":\#(Self.validation)}"#
        let answer = try client.send(
            Delivery(
                method: "POST", path: "/", headers: [.init("Content-Type", "application/cloudevents+json")],
                body: Array(event.utf8)))
        #expect(answer.status == 204)
    }
}
