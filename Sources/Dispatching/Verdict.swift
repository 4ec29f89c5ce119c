package import HTTPClient

/// What the answer to a request means for the rows that it brought: the one table for every way out.
package enum Verdict: Sendable, Equatable {
    /// They were taken.
    case passed
    /// The store has another content under the row's id: settled, and visible.
    case conflict
    /// The row was refused for good.
    case refused
    /// Nothing of several rows was taken, for the sake of one of them perhaps: they are sent again, fewer at a time.
    case divided
    /// They were not taken, and may be another time.
    case failed(Cause)

    /// Why another time may be better.
    package enum Cause: Sendable, Equatable {
        /// The destination is configured wrongly: no row is at fault.
        case configuration
        /// It asks for patience, or is not there.
        case later
        /// It is not known whether the row or the destination is at fault.
        case unknown
    }

    /// Judges an answer.
    ///
    /// - Parameters:
    ///   - answer: Its status, or why there is none.
    ///   - isStatements: Whether statements of xAPI were sent, which a store has for good under their ids.
    ///   - rows: How many rows the request brought.
    package init(_ answer: Result<Int, ClientError>, isStatements: Bool, rows: Int) {
        self =
            switch answer {
            case .success(200..<300): .passed
            case .success(409) where isStatements: rows == 1 ? .conflict : .divided
            case .success(300..<400), .success(401), .success(403...407), .success(410), .success(411), .success(415),
                .success(421), .success(426), .success(428), .success(451), .success(501), .success(505):
                .failed(.configuration)
            case .success(402), .success(408), .success(425), .success(429), .success(502...504): .failed(.later)
            case .success(400..<500) where answer != .success(409): rows == 1 ? .refused : .divided
            case .success: .failed(.unknown)
            case .failure(.tls), .failure(.noSuchHost): .failed(.configuration)
            case .failure(.noConnection): .failed(.later)
            case .failure(.timeout), .failure(.lost), .failure(.cutOff), .failure(.garbled): .failed(.unknown)
            }
    }
}
