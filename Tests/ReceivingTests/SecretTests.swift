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
            try Verifier(.urlSegment, secrets: [Secret("0123456789abcdef"), Secret("0123456789abcdef" + secret)])
        }
        #expect(error?.description == "secret 2: expected letters, digits, - and _ alone: it is part of a URL")
    }

    /// Every scheme but the one whose keys are base64, for which there is a test of its own.
    @Test(arguments: [
        Trust.token(header: "x"), .urlSegment, .hmacSHA256(header: "x", encoding: .hex),
    ])
    func whatIsShortCanBeGuessed(trust: Trust) throws {
        #expect(throws: Never.self) { try Verifier(trust, secrets: [Secret("0123456789abcdef")]) }
        let error = #expect(throws: SecretError.self) {
            try Verifier(trust, secrets: [Secret("0123456789abcdef"), Secret("0123456789abcde")])
        }
        #expect(error?.description == "secret 2: expected 16 bytes at least: fewer can be guessed")
    }

    @Test func freeTextIsWhatPeopleTypeIn() {
        #expect(Trust.hmacSHA256(header: "x", encoding: .base64).hasFreeTextSecrets)
        for trust in [Trust.token(header: "x"), .urlSegment, .standardWebhooks(headerPrefixes: ["x-"])] {
            #expect(!trust.hasFreeTextSecrets)
        }
    }

    @Test func thereMustBeOne() {
        #expect(throws: SecretError.self) { try Verifier(.token(header: "x"), secrets: []) }
        #expect(throws: SecretError.self) {
            try Verifier(.token(header: "x"), secrets: [Secret("fifteen of bytes".dropLast().description)])
        }
    }
}
