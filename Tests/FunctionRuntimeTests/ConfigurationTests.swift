import Catalog
import Falkor
import Foundation
import FunctionRuntime
import LearnHooks
import Receiving
import Support
import Testing

struct ConfigurationTests {
    @Test(arguments: [
        "https://acme.konstant.ly", "http://localhost:8080", "https://[::1]:1", "https://1.2.3.4", "https://a-b.C9",
    ])
    func takesOrigins(source: String) throws {
        let configuration = try Configuration(["KONSTANTLY_SOURCE": source], for: catalog, of: catalog)
        #expect(configuration.sources == ["konstantly": source])
    }

    @Test(arguments: [
        "acme", "ftp://acme", "https://", "https:// a", "https://a b", "//acme", "https://é.fr", "https://a\n",
        "https://user:secret@host", "https://a?x=1", "https://a#x", "http://[::1", "https://a:99999", "https://a:",
        "https://acme.konstant.ly/", "https://a/b", "https://[]", "https://:80", "HTTPS://a.b",
    ])
    func refusesWhatIsNoOrigin(source: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(["FALKOR_SOURCE": source], for: catalog, of: catalog)
        }
        #expect(error?.description == "FALKOR_SOURCE: expected an origin, such as https://falkor.io")
    }

    @Test func whatIsEmptyIsNotSet() throws {
        #expect(try Configuration(["FALKOR_SOURCE": ""], for: catalog, of: catalog).sources.isEmpty)
    }

    private func verifiers(_ environment: [String: String]) throws -> [String: Verifier] {
        try Configuration(environment, for: catalog, of: catalog).credentials().verifiers
    }

    @Test func aPlatformIsServedWhenItHasASecretOrNeedsNone() throws {
        #expect(try verifiers([:]).isEmpty)
        let some = try verifiers([
            "KNOLYX_SECRETS": " \(Fixtures.konstantly)\t\(Fixtures.knolyx)\n",
            "LEARNHOOKS_UNSIGNED": "konstantly, falkor", "INSTRUQT_SECRETS": "",
        ])
        #expect(Set(some.keys) == ["knolyx", "konstantly", "falkor"])
        let delivery = Delivery(
            method: "PUT", path: "/knolyx", headers: [.init("X-Webhook-Security-Token", Fixtures.knolyx)], body: [])
        #expect(some["knolyx"]?.verify(delivery, segment: nil, at: .epoch).secretIndex == 1)
    }

    @Test func secretsStandInAFileOneALine() throws {
        let folder = try Folder()
        let path = try folder.write("the first of two\r\n\n  the second of two \n", to: "secrets")
        let verifiers = try verifiers(["KNOLYX_SECRETS_FILE": path])
        for (token, index) in [("the first of two", 0), ("the second of two", 1)] {
            let delivery = Delivery(
                method: "PUT", path: "/knolyx", headers: [.init("X-Webhook-Security-Token", token)], body: [])
            #expect(verifiers["knolyx"]?.verify(delivery, segment: nil, at: .epoch).secretIndex == index)
        }
    }

    @Test(arguments: [
        (
            ["INSTRUQT_SECRETS": "\(Fixtures.whsec) whsec_no!base64"],
            "INSTRUQT_SECRETS: secret 2: expected base64, after whsec_ or without it"
        ),
        (
            ["INSTRUQT_SECRETS": "whsec_AA=="],
            "INSTRUQT_SECRETS: secret 1: expected 24 bytes at least, in base64: fewer can be guessed"
        ),
        (["KONSTANTLY_SECRETS": "a"], "KONSTANTLY_SECRETS: secret 1: expected 16 bytes at least: fewer can be guessed"),
        (
            ["KNOLYX_SECRETS": "correct horse battery staple"],
            "KNOLYX_SECRETS: secret 1: expected 16 bytes at least: fewer can be guessed"
        ),
        (
            ["FALKOR_SECRETS": "correct horse battery\nstaple"],
            "FALKOR_SECRETS: secret 2: expected 16 bytes at least: fewer can be guessed"
        ),
        (
            ["INSTRUQT_SECRETS": Fixtures.whsk],
            "INSTRUQT_SECRETS: secret 1: expected whsec_ or the public whpk_, found a private key: it is the sender's"
        ),
        (
            ["KONSTANTLY_SECRETS": "0123456789abcde/f"],
            "KONSTANTLY_SECRETS: secret 1: expected letters, digits, - and _ alone: it is part of a URL"
        ),
        (["FALKOR_SECRETS_FILE": "/no/such"], "FALKOR_SECRETS_FILE: No such file or directory"),
        (
            ["FALKOR_SECRETS_FILE": "/dev/null", "FALKOR_SECRETS": "x"],
            "FALKOR_SECRETS: FALKOR_SECRETS_FILE is set too: set only one of them"
        ),
        (
            ["LEARNHOOKS_UNSIGNED": "knolix"],
            "LEARNHOOKS_UNSIGNED: expected names of platforms: \(catalog.map(\.name).joined(separator: ", "))"
        ),
        (
            ["LEARNHOOKS_UNSIGNED": "knolyx", "KNOLYX_SECRETS": "x"],
            "LEARNHOOKS_UNSIGNED: knolyx has secrets in KNOLYX_SECRETS, too"
        ),
        (
            ["FALKOR_SECRETS": Fixtures.falkor, "FALKOR_PLATFORM_NAMES": "a b:c"],
            "FALKOR_PLATFORM_NAMES: expected names of letters, digits and hyphens"
        ),
    ])
    func namesTheVariableAndNotTheValue(environment: [String: String], message: String) {
        let error = #expect(throws: ConfigurationError.self) { try verifiers(environment) }
        #expect(error?.description == message)
    }

    /// Of free text no word is a secret by itself; lines are, in the variable as in the file.
    @Test(arguments: catalog) func whatIsTypedInIsOneSecretALine(platform: Platform) throws {
        let lines = ["correct horse battery", "staple of another one"]
        let variable = "\(platform.name.uppercased())_SECRETS"
        let text = " \(lines[0]) \r\n\n\(lines[1])"
        guard platform.trust.hasFreeTextSecrets else {
            #expect(throws: ConfigurationError.self) { try verifiers([variable: text]) }
            return
        }
        let folder = try Folder()
        for environment in [[variable: text], ["\(variable)_FILE": try folder.write(text, to: "secrets")]] {
            let verifier = try #require(try verifiers(environment)[platform.name])
            for (index, line) in lines.enumerated() {
                let delivery = try Signer(platform, secret: Secret(line)).delivery(of: [1], id: "m", at: .epoch)
                #expect(verifier.verify(delivery, segment: nil, at: .epoch).secretIndex == index)
            }
            for word in ["horse", "correct", "staple"] {
                let delivery = try Signer(platform, secret: Secret(word)).delivery(of: [1], id: "m", at: .epoch)
                #expect(!verifier.verify(delivery, segment: nil, at: .epoch).isAuthentic)
            }
        }
    }

    /// A variable that is set without a secret in it is a mistake, unlike one that is not set.
    @Test func whatIsSetMustBeASecret() throws {
        for (environment, message) in [
            (["KNOLYX_SECRETS": "  "], "KNOLYX_SECRETS: expected a secret, found none"),
            (
                ["KNOLYX_SECRETS_FILE": "/dev/null", "LEARNHOOKS_UNSIGNED": "knolyx"],
                "KNOLYX_SECRETS_FILE: expected a secret, found none"
            ),
            (["KNOLYX_SECRETS": "a\u{FFFD}"], "KNOLYX_SECRETS: expected text in UTF-8"),
        ] {
            let error = #expect(throws: ConfigurationError.self) { try verifiers(environment) }
            #expect(error?.description == message)
        }
    }

    @Test func aFileOfSecretsIsTextAndWhole() throws {
        let folder = try Folder()
        let path = folder.path("secrets")
        for bytes in [[0xFF, 0xFE, 0x80], Array("\u{FEFF}token".utf8), Array(repeating: 0x61, count: 1 << 20 + 1)]
            as [[UInt8]]
        {
            try Data(bytes).write(to: folder.url.appending(path: "secrets"))
            let error = #expect(throws: ConfigurationError.self) { try verifiers(["KNOLYX_SECRETS_FILE": path]) }
            #expect(error?.variable == "KNOLYX_SECRETS_FILE")
        }
    }

    @Test func aConfigurationShowsNothing() throws {
        let configuration = try Configuration(["KNOLYX_SECRETS": "hunter2"], for: catalog, of: catalog)
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!"\(configuration)\(String(reflecting: configuration))\(dumped)".contains("hunter2"))
    }

    @Test func falkorsNamesAreSet() throws {
        let verifiers = try verifiers([
            "FALKOR_SECRETS": Fixtures.falkor, "FALKOR_PLATFORM_NAMES": "ByteKast, TrainiApp TRAINIAPP",
        ])
        let delivery = try Signer(.falkor, secret: Secret(Fixtures.falkor), names: ["TrainiApp"]).delivery(
            of: [], id: "", at: .epoch)
        #expect(verifiers["falkor"]?.verify(delivery, segment: nil, at: .epoch).isAuthentic == true)
    }
}
