import Catalog
import Knolyx
import LearnHooks
import Receiving
import Support
import Testing

struct RouteTests {
    private func outcome(
        _ path: String, _ function: String? = nil, method: String = "POST", behind prefix: String = ""
    ) throws -> String {
        var verifiers: [String: Verifier] = ["instruqt": .unsigned]
        verifiers["konstantly"] = try Verifier(.urlSegment, secrets: [Secret("abcabcabcabcabcabc")])
        let receiver = Receiver(target: try Target(function, in: catalog), verifiers: verifiers, pathPrefix: prefix)
        let delivery = Delivery(method: method, path: path, headers: [], body: Array(#"{"type":"t"}"#.utf8))
        switch receiver.receive(delivery, at: .epoch).receipt {
        case .refused(let refusal): return refusal.description
        case .unmapped(let action, _): return action.event.platform
        case .passedOver(let event): return "passed over: \(event.platform)"
        case .handled: return "handled"
        case .answered: return "answered"
        }
    }

    private static let nowhere = "the path leads to no platform that is served"
    private static let noSegment = "konstantly: not authentic: the path has no secret segment"
    private static let wrongSegment = "konstantly: not authentic: the path's last segment is not the secret"

    @Test(
        arguments: [
            ("/instruqt", nil, "instruqt"), ("/instruqt/x", nil, nowhere),
            ("/", nil, nowhere),
            ("", nil, nowhere), ("instruqt", nil, nowhere), ("/Instruqt", nil, nowhere),
            ("/knolyx", nil, nowhere), ("/%69nstruqt", nil, nowhere), ("/x/instruqt", nil, nowhere),
            ("/konstantly/abcabcabcabcabcabc", nil, "konstantly"), ("/konstantly", nil, noSegment),
            ("/konstantly/", nil, noSegment),
            ("/konstantly/abcabcabcabcabcabd", nil, wrongSegment), ("/konstantly/abcabcabcabcabcabc/x", nil, nowhere),
            // Slashes that are doubled, or stand at the end, lead nowhere else.
            ("/instruqt/", nil, "instruqt"), ("//instruqt", nil, "instruqt"), ("//", nil, nowhere),
            ("/konstantly/abcabcabcabcabcabc/", nil, "konstantly"),
            ("//konstantly//abcabcabcabcabcabc//", nil, "konstantly"),
            ("/konstantly/ABCABCABCABCABCABC", nil, wrongSegment), ("/konstantly/a%62cabcabcabcabc", nil, wrongSegment),
            // Where one platform is served, its name may be left out.
            ("/", "instruqt", "instruqt"), ("//", "instruqt", "instruqt"), ("/instruqt", "instruqt", "instruqt"),
            ("/x", "instruqt", nowhere),
            ("/", "instruqt/track.started", "passed over: instruqt"),
            ("/abcabcabcabcabcabc", "konstantly", "konstantly"),
            ("/konstantly/abcabcabcabcabcabc", "konstantly", "konstantly"),
            ("/", "konstantly", noSegment), ("/x", "konstantly", wrongSegment),
            ("/konstantly/abcabcabcabcabcabc", "instruqt", nowhere),
        ] as [(String, String?, String)])
    func leads(path: String, function: String?, outcome: String) throws {
        #expect(try self.outcome(path, function) == outcome)
    }

    @Test(
        arguments: [
            ("/hooks/instruqt", "instruqt"), ("/hooks//instruqt/", "instruqt"),
            ("/hooks/konstantly/abcabcabcabcabcabc", "konstantly"),
            ("/instruqt", nowhere), ("/hooks", nowhere), ("/hooksinstruqt", nowhere), ("/hook/instruqt", nowhere),
            ("/instruqt/hooks", nowhere),
        ] as [(String, String)], ["/hooks", "/hooks/"])
    func whatStandsBeforeEveryPathIsLeftOut(route: (path: String, outcome: String), prefix: String) throws {
        #expect(try outcome(route.path, behind: prefix) == route.outcome)
    }

    @Test(arguments: ["PUT", "GET", "post", ""]) func aPlatformCallsWithOneMethod(method: String) throws {
        #expect(
            try outcome("/instruqt", method: method)
                == "instruqt: the platform calls with POST, and this is another method")
    }

    @Test func knolyxPuts() {
        #expect(Platform.knolyx.method == "PUT")
    }
}
