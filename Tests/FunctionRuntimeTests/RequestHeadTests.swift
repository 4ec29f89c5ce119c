import LearnHooks
import Testing

@testable import FunctionRuntime

/// Heads are read without the server: `RequestTests` sends the bad ones over sockets.
@Suite struct RequestHeadTests {
    private func head(_ head: String) throws -> RequestHead {
        try RequestHead(Array(head.utf8).span)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", RequestHead.Framing.length(0)),
        ("GET / HTTP/1.0\r\n\r\n", .length(0)),
        ("POST / HTTP/1.1\r\nhOsT:a\r\ncontent-length:\t12 \r\n\r\n", .length(12)),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 000000000000012\r\n\r\n", .length(12)),
        ("POST / HTTP/1.1\r\nHost: a\r\nTRANSFER-ENCODING: cHunked\t\r\n\r\n", .chunked),
        ("POST / HTTP/1.1\r\nHost: ä€😀\r\nX-Content-Length: 1\r\nContent-Length: 2\r\n\r\n", .length(2)),
    ])
    func aHeadSaysWhereItsBodyEnds(text: String, expected: RequestHead.Framing) throws {
        #expect(try head(text).framing == expected)
    }

    @Test(arguments: [
        ("/knolyx", "/knolyx", ""), ("/knolyx?a=b?c", "/knolyx", "a=b?c"), ("/?", "/", ""), ("?a", "/", "a"),
        ("http://a/knolyx?b", "/knolyx", "b"), ("https://a:1", "/", ""), ("http://a?b=/c", "/", "b=/c"), ("*", "*", ""),
        ("/a://b/c", "/a://b/c", ""), ("a:1", "a:1", ""), ("/ü", "/ü", ""), ("://", "/", ""), ("a?b://c", "a", "b://c"),
    ])
    func aTargetIsAPathOrAURL(target: String, path: String, query: String) throws {
        let head = try head("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.path == path)
        #expect(head.query == query)
    }

    @Test(arguments: ["", " ", "\t", " \t "], ["", " ", "\t", "\t  "])
    func whiteSpaceAroundAValueIsNoPartOfIt(before: String, after: String) throws {
        let head = try head(
            "GET / HTTP/1.1\r\nHost:\(before)a\(after)\r\nX-Token:\(before)b c\(after)\r\n"
                + "Content-Encoding:\(before)identity\(after)\r\nEmpty:\(before)\(after)\r\n\r\n")
        #expect(head.fields.map(\.value) == ["a", "b c", "identity", ""])
        #expect(!head.isEncoded)
    }

    @Test(arguments: [
        ("identity", false), ("Identity, identity", false), ("", false), ("gzip", true), ("identity, br", true),
        ("identityx", true),
    ])
    func anEncodingIsWhatChangesBytes(encoding: String, isEncoded: Bool) throws {
        #expect(try head("GET / HTTP/1.0\r\nContent-Encoding: \(encoding)\r\n\r\n").isEncoded == isEncoded)
    }

    @Test(arguments: [
        ("1.1", "", true), ("1.1", "close", false), ("1.1", "Upgrade, Close", false), ("1.1", "keep-alive", true),
        ("1.0", "", false), ("1.0", "Keep-Alive", true), ("1.0", "keep-alive, close", false), ("1.1", "closed", true),
    ])
    func aConnectionIsKeptAsItsSenderSays(version: String, connection: String, isKept: Bool) throws {
        #expect(
            try head("GET / HTTP/\(version)\r\nHost: a\r\nConnection: \(connection)\r\n\r\n").isKeptAlive == isKept)
    }

    @Test func bytesThatAreNoTextAreOpaque() throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX-City: K".utf8) + [0xF6] + Array("ln\r\n\r\n".utf8)
        let head = try RequestHead(bytes.span)
        #expect(head.fields.map(\.name) == ["Host", "X-City"])
        #expect(head.fields[1].value == "K\u{FFFD}ln")
    }

    @Test func everyPrefixAndEveryByteIsReadWithoutATrap() {
        for target in ["/", "http://a/b?c"] {
            let head = Array("POST \(target) HTTP/1.1\r\nHost: a\r\nExpect: x\r\nContent-Length: 2\r\n\r\n".utf8)
            for length in 0...head.count { _ = try? RequestHead(head.span.extracting(..<length)) }
            for index in head.indices {
                for byte in UInt8.min ... .max {
                    var changed = head
                    changed[index] = byte
                    _ = try? RequestHead(changed.span)
                }
            }
        }
    }
}
