import HTTPClient

/// What became of a delivery's rows at one destination.
package struct DestinationOutcome: Sendable {
    /// The destination's name.
    package let destination: String
    /// How many rows it was to take.
    package let rows: Int
    /// How many it took.
    package private(set) var passed = 0
    /// How many it has with another content.
    package private(set) var conflicts = 0
    /// How many it refused for good.
    package private(set) var refused = 0
    /// Why the first was refused.
    package private(set) var refusal: String?
    /// Why the first was not taken that may be another time.
    package private(set) var failure: String?
    /// Whether that says that the destination is configured wrongly.
    package private(set) var isMisconfigured = false
    /// Whether that was not known before.
    package internal(set) var isNews = false
    /// After how many seconds it may be tried again, where it says so.
    package private(set) var retryAfter: Int?

    init(_ destination: String, rows: Int) {
        self.destination = destination
        self.rows = rows
    }

    /// How many rows may be taken another time.
    package var failed: Int { rows - passed - conflicts - refused }

    /// How many rows came to what.
    package var counts: [(outcome: String, rows: Int)] {
        [("passed", passed), ("conflict", conflicts), ("refused", refused), ("failed", failed)]
    }

    /// Notes what became of a request.
    ///
    /// - Parameters:
    ///   - verdict: What its answer means.
    ///   - rows: How many rows it brought.
    ///   - answer: The answer, or why there is none.
    mutating func note(_ verdict: Verdict, rows: Int, _ answer: Result<ClientAnswer, ClientError>) {
        switch verdict {
        case .passed: passed += rows
        case .conflict: conflicts += rows
        case .refused:
            refused += rows
            refusal = refusal ?? answer.words
        case .divided: break
        case .failed(let cause):
            if case .success(let answer) = answer, let seconds = answer.retryAfter {
                retryAfter = max(seconds, retryAfter ?? 0)
            }
            // Several rows are sent again one by one: then it will be known whose fault it is.
            guard rows == 1, failure == nil else { return }
            failure = answer.words
            isMisconfigured = cause == .configuration
        }
    }

    /// Notes that there is no time left.
    mutating func expire() {
        failure = failure ?? "\(ClientError.timeout)"
    }
}

extension Result<ClientAnswer, ClientError> {
    /// The answer in words: `answered 503`.
    var words: String {
        switch self {
        case .success(let answer): "answered \(answer.status)"
        case .failure(let error): "\(error)"
        }
    }
}
