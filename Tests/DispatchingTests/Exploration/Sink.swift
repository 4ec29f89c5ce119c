import Dispatching
import Journal

/// What was found that must not be.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A destination that is hostile: it fails as a whole, refuses single rows, and answers late or never.
final class Sink {
    /// What every request is answered; nil where it is well.
    var mode: Int?
    /// What rows are answered, by their ids, and how often.
    private(set) var poison: [String: (status: Int, times: Int)] = [:]
    /// The rows that were poisoned ever.
    private(set) var sick: Set<String> = []
    /// The most rows of a request, and the most requests at once.
    var (limit, atOnce) = (Int.max, Int.max)
    var underWay = 0
    /// Requests that it answered while it failed as a whole, and those that were too large.
    var failures = 0
    /// The rows that it took, by their ids: when first.
    var first: [String: Duration] = [:]

    /// Lets a row be answered a status, so many times, or for ever.
    ///
    /// - Parameters:
    ///   - id: The row's id.
    ///   - status: The status.
    ///   - times: How often; 0 for ever.
    ///   - isExcuse: Whether its learner's rows may be late for it.
    func poison(_ id: String, _ status: Int, times: Int, isExcuse: Bool = true) {
        poison[id] = (status, times)
        if isExcuse { sick.insert(id) }
    }

    /// Answers a request.
    func answer(_ ids: [String]) -> Int {
        if let mode {
            failures += 1
            return mode
        }
        if ids.count > limit { return 413 }
        if underWay > atOnce { return 429 }
        for id in ids {
            guard let (status, times) = poison[id] else { continue }
            if times == 1 { poison[id] = nil } else { poison[id] = (status, max(0, times - 1)) }
            return status
        }
        return 200
    }
}

/// A row as it was appended.
struct Ghost {
    let id: String
    let seq: Int64
    let learner: String
    let kind: String
    let key: OrderKey
    var hasContent = true
    var appeared: Duration
}
