import HTTPClient

/// Whether a call is made once more, and when.
package enum Retrying {
    /// The most times that a call is made.
    package static let mostAttempts = 3
    /// The most seconds that are waited, whatever the answer asks for.
    static let mostSeconds = 60

    /// Decides.
    ///
    /// - Parameters:
    ///   - outcome: The status, or why there is none.
    ///   - retryAfter: After how many seconds the answer says that one may come again.
    ///   - attempt: How many times the call was made.
    ///   - isRepeatable: Whether it may be made again if its outcome is not known.
    /// - Returns: After how many seconds, or nil if it is not made again.
    static func delay(
        after outcome: Result<Int, ClientError>, retryAfter: Int?, attempt: Int, isRepeatable: Bool
    ) -> Int? {
        let mayRepeat =
            switch outcome {
            // Nothing was done: there were too many calls, or no connection.
            case .success(429), .failure(.noConnection): true
            case .success(502), .success(503), .success(504): isRepeatable
            case .failure(.timeout), .failure(.lost), .failure(.cutOff): isRepeatable
            case .success, .failure: false
            }
        guard mayRepeat, attempt < mostAttempts else { return nil }
        let seconds = retryAfter ?? attempt
        // If the answer asks for a longer wait, the call fails, and says so.
        return seconds <= mostSeconds ? seconds : nil
    }
}
