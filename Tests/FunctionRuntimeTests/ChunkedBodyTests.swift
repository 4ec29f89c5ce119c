import Testing

@testable import FunctionRuntime

@Suite struct ChunkedBodyTests {
    /// What a text comes to when it comes in pieces of so many bytes: the data, and whether it is at its end.
    private func read(_ text: String, by size: Int, room: Int = 100) throws -> (data: String, isWhole: Bool) {
        var body = ChunkedBody(room: room)
        var data: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            var index = 0
            loop: while true {
                switch try body.next(piece.span, from: &index) {
                case .data(let range): data += piece[range]
                case .more: break loop
                case .end: return (String(decoding: data, as: UTF8.self), true)
                }
            }
        }
        return (String(decoding: data, as: UTF8.self), false)
    }

    @Test(
        arguments: [
            ("0\r\n\r\n", ""), ("3\r\nabc\r\n0\r\n\r\n", "abc"),
            ("3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n", "abc0123456789"),
            ("3;x=y\r\nabc\r\n0 ;z\r\n\r\n", "abc"), ("1\r\n\n\r\n0\r\nX: y\r\nZ: \r\n\r\n", "\n"),
            ("1\r\na\r\n0\r\n\r\n1\r\nb\r\n0\r\n\r\n", "a"),
        ], [1, 2, 3, 5, 100])
    func chunksArePutTogether(text: (bytes: String, data: String), size: Int) throws {
        let result = try read(text.bytes, by: size)
        #expect(result.data == text.data)
        #expect(result.isWhole)
    }

    @Test(
        arguments: [
            "\r\n", ";x\r\n", "x\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", "1\na\r\n", "1\r\nab\r\n", "1\r\na\n",
            "1\r\na0\r\n",
            "1;x\ny\r\n", "1111111111111111\r\n", " 1\r\n", "1\r\r\n",
        ], [1, 100])
    func whatIsNoChunkIsRefused(text: String, size: Int) {
        #expect(throws: ChunkedBody.Malformed.self) { try read(text, by: size) }
    }

    @Test(arguments: ["1;\(String(repeating: "x", count: 101))", "0\r\n\(String(repeating: "X: y\r\n", count: 30))"])
    func whatIsSaidBesidesHasAnEnd(text: String) {
        #expect(throws: ChunkedBody.Malformed.self) { try read(text, by: 7) }
    }

    @Test func aBodyThatIsCutHasNoEnd() throws {
        let text = Array("3;x\r\nabc\r\n0\r\nX: y\r\n\r\n".utf8)
        for length in text.indices {
            #expect(try !read(String(decoding: text.prefix(length), as: UTF8.self), by: 4).isWhole)
        }
    }
}
