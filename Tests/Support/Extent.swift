import Foundation

/// How much is tried of what has many cases: a part of it, or with `LEARNHOOKS_TESTS=whole` all.
public enum Extent: Sendable {
    /// Whether all is tried.
    public static let isWhole = ProcessInfo.processInfo.environment["LEARNHOOKS_TESTS"] == "whole"

    /// How often something is done: so many times for the whole, and else so few.
    public static func count(_ whole: Int, orElse few: Int) -> Int { isWhole ? whole : few }

    /// All cases, or else each of so many.
    public static func cases<Case>(_ all: [Case], orEach step: Int) -> [Case] {
        isWhole ? all : stride(from: 0, to: all.count, by: step).map { all[$0] }
    }
}
