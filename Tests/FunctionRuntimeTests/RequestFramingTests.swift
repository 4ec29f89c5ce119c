import Testing

@testable import FunctionRuntime

/// Heads are told from bodies without the server: `RequestTests` sends the bad ones over sockets.
@Suite struct RequestFramingTests {
    private func framing(_ head: String) throws -> RequestFraming {
        try RequestFraming(Array(head.utf8).span)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", RequestFraming.length(0)),
        ("GET / HTTP/1.0\r\n\r\n", .length(0)),
        ("POST / HTTP/1.1\r\nhOsT:a\r\ncontent-length:\t12 \r\n\r\n", .length(12)),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 000000000000012\r\n\r\n", .length(12)),
        ("POST / HTTP/1.1\r\nHost: a\r\nTRANSFER-ENCODING: cHunked\r\n\r\n", .chunked),
        ("POST / HTTP/1.1\r\nHost: ä€😀\r\nX-Content-Length: 1\r\nContent-Length: 2\r\n\r\n", .length(2)),
    ])
    func aHeadSaysWhereItsBodyEnds(head: String, expected: RequestFraming) throws {
        #expect(try framing(head) == expected)
    }

    @Test func everyPrefixAndEveryByteIsReadWithoutATrap() {
        let head = Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n".utf8)
        for length in 0...head.count { _ = try? RequestFraming(head.span.extracting(..<length)) }
        for index in head.indices {
            for byte in UInt8.min ... .max {
                var changed = head
                changed[index] = byte
                _ = try? RequestFraming(changed.span)
            }
        }
    }
}
