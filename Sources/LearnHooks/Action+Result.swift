extension Action {
    /// The outcome of an action.
    public struct Result: Hashable, Sendable {
        /// Whether the object is done.
        public let completion: Bool?
        /// Whether it was done well enough.
        public let success: Bool?
        /// How much of the object is done, in percent: 0 to 100.
        public let progress: JSONNumber?
        /// How well it was done.
        public let score: Score?
        /// What the learner wrote.
        public let response: String?

        /// Creates a result; a progress outside 0 to 100 is left out.
        public init(
            completion: Bool? = nil, success: Bool? = nil, progress: JSONNumber? = nil, score: Score? = nil,
            response: String? = nil
        ) {
            self.completion = completion
            self.success = success
            self.progress = progress.flatMap { Self.isPercentage($0) ? $0 : nil }
            self.score = score
            self.response = response.unlessEmpty
        }

        /// Whether nothing is known of the result.
        public var isEmpty: Bool {
            completion == nil && success == nil && progress == nil && score == nil && response == nil
        }

        /// Whether a number is a progress: 0 to 100.
        public static func isPercentage(_ number: JSONNumber) -> Bool {
            (0...100).contains(number)
        }

        /// How well something was done.
        public struct Score: Hashable, Sendable {
            /// The number that was sent.
            public let raw: JSONNumber
            /// The least and the greatest score, if the platform says so.
            public let range: ClosedRange<Int>?

            /// Creates a score.
            public init(raw: JSONNumber, range: ClosedRange<Int>? = nil) {
                self.raw = raw
                self.range = range
            }

            /// The score from 0 to 1, or nil if the range is not known, or does not hold the number.
            public var scaled: JSONNumber? {
                guard let range, range.lowerBound < range.upperBound else { return nil }
                let (least, most) = (Double(range.lowerBound), Double(range.upperBound))
                guard (JSONNumber(range.lowerBound)...JSONNumber(range.upperBound)).contains(raw) else { return nil }
                // A percentage is scaled as a decimal: 33.3 is 0.333, where a division of doubles would miss it.
                let percentage = range == 0...100 ? Double("\(raw.shortest)e-2") : nil
                return JSONNumber(percentage ?? (raw.double - least) / (most - least))
            }
        }
    }
}
