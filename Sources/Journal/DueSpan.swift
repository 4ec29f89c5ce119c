/// How far off a due time can be where the clock runs as it should, in milliseconds: an hour, six, or a day.
///
/// They are a column of an index, so that a time that is farther off is found without a look at those that are not.
package enum DueSpan {
    /// All of them.
    package static let all: [Int64] = [3_600_000, 21_600_000, 86_400_000]

    /// The least that covers a time.
    package static func covering(_ due: Int64, at time: Int64) -> Int64 {
        all.first { due &- time <= $0 } ?? 86_400_000
    }
}

extension ExceptionState {
    /// The number that stands for it in a table.
    package var number: Int64 {
        switch self {
        case .open: 0
        case .dead: 1
        case .conflict: 2
        }
    }
}
