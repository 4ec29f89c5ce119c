import Foundation
import LearnHooks
import Support
import Testing
import Traits

/// The function's URL: HTTP in, payload format 2.0 to the function, its answer back as HTTP.
@Suite(.blocking) struct URLTests {
    @Test func aRequestBecomesAnEvent() throws {
        let emulator = try Emulator(rogue: ["echo"])
        var client = try emulator.client()
        let request = Delivery(
            method: "POST", path: "/a%20b/c?x=1&y=%C3%A9+e&x=2&z",
            headers: [
                .init("X-One", "1"), .init("x-one", "2"), .init("Cookie", "a=1; b=2"), .init("User-Agent", "test"),
                .init("Content-Type", "text/plain; charset=utf-8"),
            ], body: Array("hé".utf8))
        // What is no answer by its shape is given back as it is.
        let event = try JSONDocument(parsing: client.send(request).body).root
        #expect(event["version"]?.string == "2.0")
        #expect(event["rawPath"]?.string == "/a%20b/c")
        #expect(event["rawQueryString"]?.string == "x=1&y=%C3%A9+e&x=2&z")
        #expect(event["queryStringParameters"]?["x"]?.string == "1,2")
        #expect(event["queryStringParameters"]?["y"]?.string == "é e")
        #expect(event["queryStringParameters"]?["z"]?.string == "")
        #expect(event["cookies"]?.elements.map(\.string) == ["a=1", "b=2"])
        #expect(event["headers"]?["x-one"]?.string == "1,2")
        #expect(event["headers"]?["cookie"] == nil)
        #expect(event["body"]?.string == "hé")
        #expect(event["isBase64Encoded"]?.boolean == false)
        let context = try #require(event["requestContext"])
        #expect(context["http"]?["method"]?.string == "POST")
        #expect(context["http"]?["path"]?.string == "/a%20b/c")
        #expect(context["http"]?["userAgent"]?.string == "test")
        #expect(context["accountId"]?.string == "anonymous")
        #expect(context["requestId"]?.string?.count == 36)
        #expect(context["time"]?.string?.contains(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/) == true)
        #expect(context["timeEpoch"]?.number?.integer.map { $0 > 1_700_000_000_000 } == true)
    }

    @Test(arguments: [
        ("application/json", "{}", false), ("text/html", "é", false), ("application/xml", "<a/>", false),
        ("application/x-www-form-urlencoded", "a=b", true), ("application/octet-stream", "x", true), ("", "x", true),
    ])
    func bodiesThatAreNotTextComeInBase64(type: String, body: String, isEncoded: Bool) throws {
        let emulator = try Emulator(rogue: ["echo"])
        var client = try emulator.client()
        let headers = type.isEmpty ? [] : [Delivery.HeaderField("Content-Type", type)]
        let answer = try client.send(Delivery(method: "POST", path: "/", headers: headers, body: Array(body.utf8)))
        let event = try JSONDocument(parsing: answer.body).root
        #expect(event["isBase64Encoded"]?.boolean == isEncoded)
        let sent = try #require(event["body"]?.string)
        #expect(isEncoded ? Base64(sent)?.bytes == Array(body.utf8) : sent == body)
    }

    @Test func anAnswerIsGivenAsItSays() throws {
        let result = #"""
            {"statusCode":201,"headers":{"X-A":"b","X-N":7,"X-T":true,"Content-Type":"text/plain","Content-Length":"99"},
            "cookies":["a=1; Path=/","b=2"],"body":"aGk=","isBase64Encoded":true}
            """#
        let emulator = try Emulator(rogue: ["result", result])
        let client = try emulator.client()
        try client.connection.send("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        var bytes: [UInt8] = []
        while case let more = try client.connection.receive(), !more.isEmpty { bytes += more }
        let answer = String(decoding: bytes, as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 201 "))
        for line in [
            "X-A: b", "X-N: 7", "X-T: true", "Content-Type: text/plain", "Set-Cookie: a=1; Path=/", "Set-Cookie: b=2",
            "Content-Length: 2",
        ] {
            #expect(answer.contains("\r\n\(line)\r\n"), "\(line)")
        }
        #expect(answer.hasSuffix("\r\n\r\nhi"))
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1}"#), (#""text""#, #""text""#), ("[1]", "[1]"), ("null", "null"),
        (#"{"statusCode":200}"#, ""), (#"{"statusCode":200,"body":"x"}"#, "x"),
    ])
    func whatHasNoStatusIsTheBody(result: String, body: String) throws {
        let emulator = try Emulator(rogue: ["result", result])
        var client = try emulator.client()
        let answer = try client.get("/")
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.text == body)
    }

    @Test(arguments: [
        "no JSON", #"{"statusCode":"200"}"#, #"{"statusCode":99}"#, #"{"statusCode":600}"#,
        #"{"statusCode":200,"headers":{"a":"b\r\nc: d"}}"#, #"{"statusCode":200,"headers":{"a b":"c"}}"#,
        #"{"statusCode":200,"cookies":["a\nb"]}"#, #"{"statusCode":200,"headers":{"a":["b"]}}"#,
        #"{"statusCode":200,"body":"%","isBase64Encoded":true}"#, #"{"statusCode":200,"body":1}"#,
    ])
    func whatIsNoAnswerIsABadGateway(result: String) throws {
        let emulator = try Emulator(rogue: ["result", result])
        var client = try emulator.client()
        #expect(try client.get("/").status == 502)
        #expect(try emulator.process.log.contains("the result is not "))
    }
}
