public import LearnHooks

extension [UInt8] {
    /// Returns the bytes with a few changes: some replaced, some removed, some doubled, some swapped for brackets.
    public func mutated(using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = self
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes[index], at: index)
            case 3: bytes[index] = Array("{}[]\",:\\ue0-.1 tfn\n".utf8).randomElement(using: &generator) ?? 0
            case 4: bytes.removeSubrange(index..<Swift.min(bytes.count, index + 8))
            default:
                let other = Int.random(in: 0..<bytes.count, using: &generator)
                bytes.swapAt(index, other)
            }
        }
        return bytes
    }
}
