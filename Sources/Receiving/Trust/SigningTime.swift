import LearnHooks

/// The time at which a delivery was signed, as its header states it: whole Unix seconds.
struct SigningTime {
    let seconds: Int64

    /// Reads a number of seconds; nil for a sign, a fraction or an exponent.
    ///
    /// Twelve digits last for 30,000 years, and cannot overflow.
    init?(_ text: some StringProtocol) {
        guard (1...12).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let seconds = Int64(text)
        else { return nil }
        self.seconds = seconds
    }

    /// Examines whether a text is a time that is near enough; where it is not, refuses the delivery.
    ///
    /// - Parameters:
    ///   - text: The time as the delivery states it.
    ///   - tolerance: How far it may be from now, in seconds and in both directions.
    ///   - now: The time of arrival.
    ///   - verdict: What the examination came to so far.
    /// - Returns: Whether it is near enough.
    static func isTimely(
        _ text: some StringProtocol, within tolerance: Int64, of now: Timestamp, _ verdict: inout Verdict
    ) -> Bool {
        guard let time = SigningTime(text) else {
            verdict.refuse("timestamp", "the timestamp is not a number of seconds")
            return false
        }
        let age = now.seconds - time.seconds
        guard age.magnitude <= tolerance.magnitude else {
            verdict.refuse(
                "age",
                age > 0
                    ? "stale: signed \(age) s ago, of \(tolerance) at most"
                    : "signed \(-age) s in the future, of \(tolerance) at most")
            return false
        }
        verdict.pass("age", "\(age) s old, of \(tolerance) either way")
        return true
    }

    /// What is likely where one of these checks failed, or nil for any other.
    static func causes(ofFailed check: String) -> [String]? {
        switch check {
        case "timestamp": ["the timestamp is not in whole seconds, as the sender's must be"]
        case "age":
            [
                "it is an old recording, and its signature is not good either:", LikelyCause.anotherBody,
                LikelyCause.anotherSecret,
            ]
        default: nil
        }
    }
}
