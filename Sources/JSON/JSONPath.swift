/// The way from the outermost value of a JSON text to one inside it.
public struct JSONPath: Hashable, Sendable {
    /// One step: into an object by key, or into an array by index.
    public enum Step: Hashable, Sendable {
        /// The member of an object.
        case key(String)
        /// The element of an array, from 0.
        case index(Int)
    }

    /// The steps, outermost first.
    public var steps: [Step]

    /// Creates a path of the given steps; none leads to the outermost value.
    public init(_ steps: [Step] = []) {
        self.steps = steps
    }

    /// Whether it leads to the outermost value itself.
    public var isEmpty: Bool { steps.isEmpty }

    /// Returns the path that goes on with another.
    public func appending(_ path: JSONPath) -> JSONPath {
        JSONPath(steps + path.steps)
    }
}

extension JSONPath: CustomStringConvertible {
    /// The path as a person writes it: `data.enrolments[3].status.state`.
    ///
    /// A key that is not a plain word is not shown: keys of a hostile text reach logs and terminals, and those of a map can
    /// be somebody's name.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where Self.isPlain(key): text += text.isEmpty ? key : ".\(key)"
            case .key: text += "[…]"
            }
        }
        return text
    }

    private static let longestKey = 64

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.count <= longestKey
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
