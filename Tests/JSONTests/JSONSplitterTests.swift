import JSON
import LearnHooks
import Support
import Testing

struct JSONSplitterTests {
    /// What the pieces of a stream say, one line each.
    private func pieces(_ text: some Collection<UInt8>, chunk: Int = .max, limit: Int = 1 << 20) -> [String] {
        var splitter = JSONSplitter(limit: limit)
        var pieces: [String] = []
        var refused: (error: JSONError, bytes: [UInt8])?
        func take(isLast: Bool) {
            while let piece = splitter.next(isLast: isLast) {
                switch piece {
                case .value(let document, let start):
                    pieces.append(
                        "\(start.line):\(start.column) \(String(decoding: document.root.bytes, as: UTF8.self))")
                case .refused(let error): refused = (error, [])
                case .refusedBytes(let bytes): refused?.bytes += bytes
                case .refusedEnd:
                    let place = refused?.error.location
                    let bytes = String(decoding: refused?.bytes ?? [], as: UTF8.self)
                    pieces.append("! \(place?.line ?? 0):\(place?.column ?? 0) \(bytes)")
                    refused = nil
                }
            }
        }
        var rest = Array(text)[...]
        while !rest.isEmpty {
            splitter.append(rest.prefix(chunk))
            rest = rest.dropFirst(chunk)
            take(isLast: false)
        }
        take(isLast: true)
        return pieces
    }

    @Test(arguments: [
        ("", []),
        (" \n ", []),
        ("{}", ["1:1 {}"]),
        ("{\"a\":1}\n{\"b\":2}\n", ["1:1 {\"a\":1}", "2:1 {\"b\":2}"]),
        ("{}{} {}", ["1:1 {}", "1:3 {}", "1:6 {}"]),
        ("{\n  \"a\": [\n    1\n  ]\n}\n{}", ["1:1 {\n  \"a\": [\n    1\n  ]\n}", "6:1 {}"]),
        // An array is its elements, wherever they stand.
        ("[]", []),
        ("[{},\n{\"a\":[1]} , 5]\n{}", ["1:2 {}", "2:1 {\"a\":[1]}", "2:13 5", "3:1 {}"]),
        ("[[1],[2]]", ["1:2 [1]", "1:6 [2]"]),
        // A breach costs one input.
        ("{\"a\":1,}\n{\"b\":2}", ["! 1:8 {\"a\":1,}", "2:1 {\"b\":2}"]),
        ("{\"a\":\n{\"b\":2}\n{\"c\":3}", ["! 1:6 {\"a\":\n", "2:1 {\"b\":2}", "3:1 {\"c\":3}"]),
        ("{\"a\":[1,\n[{\"b\":2}]", ["! 1:9 {\"a\":[1,\n", "2:2 {\"b\":2}"]),
        ("{\"a\":\"open\n{\"b\":2}", ["! 1:11 {\"a\":\"open\n", "2:1 {\"b\":2}"]),
        ("{\"a\":[1}\n{\"b\":2}", ["! 1:8 {\"a\":[1}\n", "2:1 {\"b\":2}"]),
        ("{\"a\":tru}x}\n{\"b\":2}", ["! 1:6 {\"a\":tru}x}", "2:1 {\"b\":2}"]),
        ("{\"a\":x}{\"b\":2}", ["! 1:6 {\"a\":x}", "1:8 {\"b\":2}"]),
        ("{\"a\":1}}\n{}", ["1:1 {\"a\":1}", "! 1:8 }", "2:1 {}"]),
        ("{}}, {\"a\":1}\n}x{\n{}", ["1:1 {}", "! 1:3 }, ", "1:6 {\"a\":1}", "! 2:1 }x{", "3:1 {}"]),
        ("{\"a\":1\n{\"b\":2}", ["! 1:7 {\"a\":1\n", "2:1 {\"b\":2}"]),
        ("{\"a\":1\n\n\n", ["! 1:7 {\"a\":1\n\n\n"]),
        ("\u{FF01}x\n  {}", ["! 1:1 \u{FF01}x", "2:3 {}"]),
        ("[{} x\n,{}\n{},{}]", ["1:2 {}", "! 1:5 x\n", "2:2 {}", "! 3:1 {}", "3:4 {}"]),
        ("oops {\"a\":1}\n{}", ["! 1:1 oops {\"a\":1}", "2:1 {}"]),
        ("tru\n{}", ["! 1:1 tru", "2:1 {}"]),
        // At the beginning of a stream a byte order mark is passed over, and nowhere else.
        ("\u{FEFF}{\n \"a\":1\n}\n{}", ["1:1 {\n \"a\":1\n}", "4:1 {}"]),
        ("\u{FEFF}[{},1]", ["1:2 {}", "1:5 1"]), ("\u{FEFF}", []), ("\u{FEFF} \n", []),
        ("\u{FEFF}\u{FEFF}{}", ["! 1:1 \u{FEFF}{}"]), (" \u{FEFF}{}", ["! 1:2 \u{FEFF}{}"]),
        ("{}\n\u{FEFF}{\n \"a\":1\n}\n{}", ["1:1 {}", "! 2:1 \u{FEFF}{\n \"a\":1\n}", "5:1 {}"]),
        ("{\"a\":", ["! 1:6 {\"a\":"]),
        ("{\"a\":{\"b\":x},\n\"c\":{}}\n{}", ["! 1:11 {\"a\":{\"b\":x},\n\"c\":{}}", "3:1 {}"]),
        // Within an array, an element.
        ("[{\"a\":x}, {\"b\":2}]", ["! 1:7 {\"a\":x}", "1:11 {\"b\":2}"]),
        ("[{\"a\":\"]\\\"\",}, {\"b\":2}]", ["! 1:13 {\"a\":\"]\\\"\",}", "1:16 {\"b\":2}"]),
        ("[1,]{}", ["1:2 1", "! 1:4 ", "1:5 {}"]),
        ("[1,,2]", ["1:2 1", "! 1:4 ", "1:5 2"]),
        ("[{} {}]\n{}", ["1:2 {}", "! 1:5 {}", "2:1 {}"]),
        ("[{},", ["1:2 {}", "! 1:5 "]),
        ("[{}", ["1:2 {}", "! 1:4 "]),
    ])
    func cutsStreams(text: String, expected: [String]) {
        #expect(pieces(text.utf8) == expected)
        // The bytes come as they like.
        for chunk in [1, 2, 3, 7] { #expect(pieces(text.utf8, chunk: chunk) == expected, "in chunks of \(chunk)") }
    }

    @Test func passesOverWhatIsTooLarge() {
        let large = "{\"a\":\"" + String(repeating: "x", count: 100) + "\"}"
        for chunk in [1, 16, 1000] {
            #expect(pieces("{}\n\(large)\n{}".utf8, chunk: chunk, limit: 50) == ["1:1 {}", "! 2:1 \(large)", "3:1 {}"])
            #expect(
                pieces("[\(large),{}]".utf8, chunk: chunk, limit: 50) == ["! 1:2 \(large)", "1:\(large.count + 3) {}"])
        }
        #expect(pieces(large.utf8, limit: large.utf8.count) == ["1:1 \(large)"])
    }

    /// Which of the two is wrong with a value that is too large and broken does not depend on how its bytes come.
    @Test(arguments: [10, 49, 50, 51, 60]) func aBrokenValueThatIsTooLargeHasOneFault(place: Int) {
        let text = "[" + String(repeating: "1", count: place - 1) + "x" + String(repeating: "1", count: 100) + "]"
        let errors = [1, 7, 1000].map { chunk in
            var splitter = JSONSplitter(limit: 50)
            var errors: [String] = []
            var rest = Array("{\"a\":\(text)}".utf8)[...]
            repeat {
                splitter.append(rest.prefix(chunk))
                rest = rest.dropFirst(chunk)
                while let piece = splitter.next(isLast: rest.isEmpty) {
                    if case .refused(let error) = piece { errors.append("\(error)") }
                }
            } while !rest.isEmpty
            return errors
        }
        #expect(errors[0].count == 1)
        #expect(errors[0] == errors[1])
        #expect(errors[0] == errors[2])
    }

    @Test func reportsTheFaultsLineInTheStream() throws {
        var splitter = JSONSplitter(limit: 1 << 20)
        splitter.append(Array("{}\n{\"a\":\n  [1 2]}\n".utf8))
        _ = splitter.next(isLast: false)
        guard case .refused(let error) = splitter.next(isLast: true) else {
            Issue.record("the second value was not refused")
            return
        }
        #expect(error.location == JSONLocation(offset: 14, line: 3, column: 6))
        #expect(error.path.description == "a[1]")
    }

    /// Every byte belongs to a value, to a refused input, or is white space, bracket or comma between them; however the
    /// bytes come, the pieces are the same.
    @Test(arguments: 0..<8) func anyBytesEndInTheSamePieces(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let stream = Sample.all.shuffled(using: &generator).prefix(6).flatMap(\.bytes)
        for _ in 0..<60 {
            let bytes = stream.mutated(using: &generator)
            let whole = pieces(bytes)
            #expect(pieces(bytes, chunk: Int.random(in: 1...300, using: &generator)) == whole)
        }
    }
}
