/// Where a delivery stands in a trace, as its sender says: it goes on to destinations, and is no part of an action.
///
/// Source: https://www.w3.org/TR/trace-context/, 3.2
package struct TraceContext: Sendable, Equatable {
    /// The header's name.
    package static let header = "traceparent"
    /// The header's value.
    package let parent: String

    /// Reads a header, or returns nil if it is malformed, or of an unknown version.
    package init?(parent text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, zip(parts, [2, 32, 16, 2]).allSatisfy({ $0.utf8.count == $1 && $0.isHex }),
            parts[0] != "ff", parts.count == 4 || parts[0] != "00", text.utf8.count <= 128,
            parts.dropFirst(4).allSatisfy(\.isHex), !parts[1].isZero, !parts[2].isZero
        else { return nil }
        parent = text
    }
}

extension Substring {
    /// Whether there are hexadecimal digits alone, none of them a capital.
    fileprivate var isHex: Bool {
        utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    fileprivate var isZero: Bool { utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
}
