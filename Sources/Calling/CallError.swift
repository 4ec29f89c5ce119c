package import HTTPClient
package import LearnHooks

/// The error of a call without a usable answer.
package struct CallError: Error, CustomStringConvertible {
    /// What went wrong.
    package enum Reason: Sendable {
        /// There is no answer.
        case unanswered(ClientError)
        /// A status other than success, and the answer's own message.
        case status(Int, message: String?)
        /// A status of success, and an answer that says that it failed.
        case failed(message: String)
        /// An answer that is not what the documents say.
        case malformed(JSONError)
        /// Too many pages.
        case endless
    }

    /// The call: its platform and its words.
    package let call: String
    /// What went wrong.
    package let reason: Reason

    /// The call, the status and the answer's own message.
    package var description: String { "\(call): \(words)" }

    /// The same without what the answer says, which may name somebody: for a log.
    package var withoutMessage: String {
        switch reason {
        case .status(let status, _): "\(CallError(call: call, reason: .status(status, message: nil)))"
        case .failed: "\(call): failed"
        case .unanswered, .malformed, .endless: description
        }
    }

    private var words: String {
        switch reason {
        case .unanswered(let error): "\(error)"
        case .status(let status, let message):
            "answered \(status)" + (message.map { ": \($0)" } ?? "") + (Self.advice[status].map { "; \($0)" } ?? "")
        case .failed(let message): "failed: \(message)"
        case .malformed(let error): "the answer is not as documented: \(error)"
        case .endless: "more pages than \(Caller.mostPages)"
        }
    }

    private static let advice = [
        401: "look at the key", 403: "look at what the key is allowed", 429: "come again later",
    ]
}
