import HTTPClient
import LearnHooks
import NIOCore
import NIOHTTP1

/// One call of a function, as Lambda hands it over.
struct Invocation: Sendable {
    let id: String
    /// When Lambda gives up on it.
    let deadline: Timestamp?
    /// Where it stands in a trace of X-Ray.
    let trace: String?
    let payload: [UInt8]

    /// Reads the answer to `next`; nil if it names no invocation.
    init?(_ reply: ClientAnswer) {
        let headers = reply.head.headers
        // The id becomes a part of a path.
        guard let id = headers.first(name: "lambda-runtime-aws-request-id"), !id.isEmpty,
            id.utf8.allSatisfy(\.isNameByte)
        else { return nil }
        self.id = id
        deadline = headers.first(name: "lambda-runtime-deadline-ms").flatMap { Int64($0) }
            .flatMap { Timestamp(unixMilliseconds: $0) }
        trace = headers.first(name: "lambda-runtime-trace-id")
        payload = Array(reply.body.readableBytesView)
    }
}

/// Why an invocation, or the start of the function, failed.
///
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, Invocation error.
struct InvocationError: Error {
    /// A category and a reason: `Function.MalformedEvent`.
    let type: String
    let message: String

    init(_ type: String, _ message: String) {
        self.type = type
        self.message = message
    }

    /// Takes an answer that says what is wrong.
    init(_ answer: Answer) {
        type =
            switch answer.status {
            case 500: "Function.Fault"
            case 503: "Function.Unavailable"
            default: "Function.MalformedEvent"
            }
        message = answer.problem ?? "status \(answer.status)"
    }

    /// The error as Lambda takes it.
    ///
    /// A trace of the stack would name nothing that the caller could mend: it is empty.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { error in
            error.member("errorType", type)
            error.member("errorMessage", message)
            error.member("stackTrace", .array([]))
        }
        return writer.bytes
    }

    var headers: [Delivery.HeaderField] { [.init("Lambda-Runtime-Function-Error-Type", type)] }
}
