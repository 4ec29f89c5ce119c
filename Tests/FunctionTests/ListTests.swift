import LearnHooks
import Support
import Testing
import Traits

/// A body that is a list, as `invoke` takes it and as it comes over HTTP.
@Suite(.blocking) struct ListTests {
    private static func delivery(_ body: String) -> Delivery {
        Delivery(
            method: "POST", path: "/listing", headers: [.init("Authorization", "Bearer a-token-of-the-listing")],
            body: Array(body.utf8))
    }

    private static let good =
        #"[{"type":"seat.taken","seat":"A1","at":1700000000123},{"type":"seat.taken","seat":7},{"type":"seat.left","seat":"A2"}]"#

    @Test func theBytesAreThoseOfStandardInput() throws {
        let direct = try Program("UnusualFunction").run("listing", "--stdin", input: Self.good.utf8)
        #expect(direct.status == 0)
        let lines = direct.output.split(separator: "\n")
        #expect(lines.count == 3)
        let server = try RunningProgram(environment: HandshakeTests.environment, program: "UnusualFunction")
        var client = try HTTPClient(port: server.port)
        let answer = try client.send(Self.delivery(Self.good))
        #expect(answer.status == 200)
        #expect(answer.text == "[\(lines.joined(separator: ","))]\n")
        // White space within and around it is form.
        let spaced = try client.send(Self.delivery(" \n" + Self.good.replacing(",{", with: "\n, {") + "\n"))
        #expect(spaced.text == answer.text)
    }

    @Test(arguments: [
        // A bad one costs itself, and is kept as it is.
        (
            #"[{"type":"seat.taken","seat":"A1"},{"type":"seat.taken","seat":[]},{"type":"seat.taken","seat":"A3"}]"#,
            3, 1
        ),
        (#"[{"type":"seat.taken","seat":"A1"},{"seat":"A2"},7,null,[],{"type":"seat.taken","seat":"A3"}]"#, 6, 4),
        ("[]", 0, 0),
        // One event is one, though lists are usual.
        (#"{"type":"seat.taken","seat":"A1"}"#, 1, 0),
    ])
    func aBadOneCostsItself(body: String, count: Int, bad: Int) throws {
        let server = try RunningProgram(environment: HandshakeTests.environment, program: "UnusualFunction")
        var client = try HTTPClient(port: server.port)
        let answer = try client.send(Self.delivery(body))
        #expect(answer.status == 200)
        let actions = Array(try JSONDocument(parsing: answer.body).root.elements)
        #expect(actions.count == count)
        #expect(actions.count { $0["data"]?["kind"]?.string == "event.unmapped" } == bad)
        let line = try #require(try server.logLines.first { $0["delivery.outcome"]?.string == "handled" })
        #expect(line["level"]?.string == (bad > 0 ? "warning" : "info"))
        #expect(line["delivery.problems"]?.elements.count { _ in true } ?? 0 == bad)
    }

    @Test(arguments: [("[", 422), (#"[{"type":"seat.taken","seat":"A1"}"#, 422), ("7", 422)]) func aBadListIsRefused(
        body: String, status: Int
    ) throws {
        let server = try RunningProgram(environment: HandshakeTests.environment, program: "UnusualFunction")
        var client = try HTTPClient(port: server.port)
        #expect(try client.send(Self.delivery(body)).status == status)
    }
}
