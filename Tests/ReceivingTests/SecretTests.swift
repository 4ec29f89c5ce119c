import LearnHooks
import Receiving
import Testing

struct SecretTests {
    @Test func printsAsNothingWhateverPrintsIt() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(["key": [secret]], to: &dumped)
        let printed = ["\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped]
        for text in printed {
            #expect(text.contains("<redacted>"))
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("104"), "its bytes")
        }
    }

    @Test(arguments: ["a b", "a/b", "é", "a%62", "a.b", "a\n"]) func aSegmentStandsInAURLAsItIs(secret: String) {
        let error = #expect(throws: SecretError.self) {
            try Verifier(.urlSegment, secrets: [Secret("ok"), Secret(secret)])
        }
        #expect(error?.description == "secret 2: expected letters, digits, - and _ alone: it stands in a URL")
    }

    @Test func thereMustBeOne() {
        #expect(throws: SecretError.self) { try Verifier(.token(header: "x"), secrets: []) }
        #expect(throws: SecretError.self) { try Verifier(.token(header: "x"), secrets: [Secret("")]) }
    }
}
