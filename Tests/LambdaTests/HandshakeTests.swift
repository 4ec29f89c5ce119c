import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// AWS Lambda answers what platforms ask for as the server does, in every form of event that brings it.
@Suite(.blocking) struct HandshakeTests {
    private static let secret = "correct horse battery staple"
    private static let validation =
        #"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#

    private func emulator() throws -> Emulator {
        try Emulator(function: "UnusualFunction", environment: ["UNUSUAL_SECRETS": Self.secret])
    }

    private func signed(_ body: String) throws -> Delivery {
        try Signer(.unusual, secret: Secret(Self.secret)).delivery(
            of: Array(body.utf8), id: "msg-1", at: Fixtures.time(Int64(Date().timeIntervalSince1970)))
    }

    private static let answer =
        #"{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"7d2c08c7fae9c1c8613a22d702d023e8378c18e68045f330003e109352b6b9c8"}"#

    @Test func theURLAnswers() throws {
        let emulator = try emulator()
        var client = try emulator.client()
        let signed = try client.send(signed(Self.validation))
        #expect(signed.status == 200)
        #expect(signed.headers["content-type"] == "application/json")
        #expect(signed.headers["x-content-type-options"] == "nosniff")
        #expect(signed.text == Self.answer)
        let echo = try client.get("/unusual?validationToken=a%20b", method: "POST")
        #expect(echo.status == 200)
        #expect(echo.headers["content-type"] == "text/plain")
        #expect(echo.headers["x-content-type-options"] == "nosniff")
        #expect(echo.text == "a b")
        let stranger = Delivery(method: "PATCH", path: "/unusual", headers: [], body: Array(Self.validation.utf8))
        #expect(try client.send(stranger).status == 401)
    }

    /// With a stage in the path, with a body in base64, and without a body at all.
    @Test(arguments: ["$default", "prod"]) func anHTTPAPIAnswers(stage: String) throws {
        let emulator = try emulator()
        let before = stage == "prod" ? "/prod" : ""
        let delivery = try signed(Self.validation)
        for isBase64 in [false, true] {
            var writer = JSONWriter()
            writer.value([
                "version": "2.0", "rawPath": .string("\(before)/unusual"), "rawQueryString": "",
                "headers": .object(delivery.headers.map { .init($0.name, .string($0.value)) }),
                "requestContext": ["stage": .string(stage), "http": ["method": "PATCH"]],
                "body": .string(isBase64 ? Data(delivery.body).base64EncodedString() : Self.validation),
                "isBase64Encoded": .boolean(isBase64),
            ])
            let answer = try JSONDocument(parsing: emulator.invoke(writer.bytes).body).root
            #expect(answer["statusCode"]?.number?.integer == 200)
            #expect(answer["body"]?.string == Self.answer)
        }
        let echo = """
            {"version":"2.0","rawPath":"\(before)/unusual","rawQueryString":"validationToken=a%3Ab","headers":{},
            "requestContext":{"stage":"\(stage)","http":{"method":"POST"}},"isBase64Encoded":false}
            """
        let answer = try JSONDocument(parsing: emulator.invoke(echo).body).root
        #expect(answer["statusCode"]?.number?.integer == 200)
        #expect(answer["headers"]?["content-type"]?.string == "text/plain")
        #expect(answer["headers"]?["x-content-type-options"]?.string == "nosniff")
        #expect(answer["body"]?.string == "a:b")
    }

    /// Whoever may invoke the function gets no code: there is no signature, and nobody waits.
    @Test(arguments: [
        validation, #"{"specversion":"1.0","id":"1","source":"/a","type":"t","data":\#(validation)}"#,
        #"[{"specversion":"1.0","id":"1","source":"/a","type":"t","data":\#(validation)}]"#,
    ])
    func anInvocationIsPassedOver(payload: String) throws {
        let answer = try emulator().invoke(payload)
        #expect(answer.headers["x-amz-function-error"] == nil)
        #expect(answer.text == "[]\n")
    }
}
