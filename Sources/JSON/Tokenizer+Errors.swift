extension Tokenizer {
    /// Turns a fault into an error with its path and place.
    func error(_ fault: Fault, in bytes: Span<UInt8>) -> JSONError {
        var location = JSONLocation.start
        location.advance(over: bytes.extracting(start..<max(start, fault.offset)))
        return JSONError(path: path(of: fault, in: bytes), problem: fault.problem, location: location)
    }

    /// The way to the token that was being read, through the containers that are open.
    private func path(of fault: Fault, in bytes: Span<UInt8>) -> JSONPath {
        var path = JSONPath()
        for (depth, container) in open.enumerated() {
            let inner = depth + 1 < open.count ? open[depth + 1] : tape.count
            if depth + 1 == open.count, let key = fault.key {
                path.steps.append(.key(bytes.text(of: tape[key])))
            } else if let step = step(into: container, to: inner, in: bytes) {
                path.steps.append(step)
            }
        }
        return path
    }

    private func step(into container: Int, to inner: Int, in bytes: Span<UInt8>) -> JSONPath.Step? {
        var index = container + 1
        var passed = 0
        if tape[container].kind == .array {
            while index < inner {
                index = Int(tape[index].next)
                passed += 1
            }
            return .index(passed)
        }
        // Keys and values alternate; the last key is the one whose value is being read, if any is.
        while index + 1 < inner { index = Int(tape[index + 1].next) }
        return index < inner ? .key(bytes.text(of: tape[index])) : nil
    }
}

extension Span<UInt8> {
    /// The text of a string token, its escapes resolved.
    func text(of entry: TapeEntry) -> String {
        String(decoding: unescaped(entry), as: UTF8.self)
    }
}
