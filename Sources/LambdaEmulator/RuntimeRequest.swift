import FunctionRuntime
import LearnHooks
import NIOCore

/// What a process asks of the Runtime API, or tells it.
enum RuntimeRequest {
    case next
    case response(id: String)
    case error(id: String)
    case initError
    /// Something that Lambda has, and this does not.
    case unsupported(String)
    case unknown

    /// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and the pages of the extensions', logs' and
    /// telemetry APIs.
    init(_ request: Delivery) {
        let parts = request.path.split(separator: "/")
        switch (request.method, parts.dropFirst().map(String.init)) {
        case _ where parts.first == "2020-01-01": self = .unsupported("extensions are")
        case _ where parts.first == "2020-08-15": self = .unsupported("the Logs API is")
        case _ where parts.first == "2022-07-01": self = .unsupported("the Telemetry API is")
        case _ where parts.first != "2018-06-01": self = .unknown
        case ("GET", ["runtime", "invocation", "next"]): self = .next
        case ("POST", let path)
        where path.count == 4 && path[..<2] == ["runtime", "invocation"] && path[3] == "response":
            self =
                request.headers(named: "lambda-runtime-function-response-mode").isEmpty
                ? .response(id: path[2]) : .unsupported("response streaming is")
        case ("POST", let path) where path.count == 4 && path[..<2] == ["runtime", "invocation"] && path[3] == "error":
            self = .error(id: path[2])
        case ("POST", ["runtime", "init", "error"]): self = .initError
        case (_, let path) where path.prefix(2) == ["runtime", "restore"]: self = .unsupported("SnapStart is")
        default: self = .unknown
        }
    }
}

/// Hands what a process asks for to its sandbox.
struct RuntimeResponder: Responder {
    let sandbox: Sandbox

    func respond(to request: Delivery, on eventLoop: any EventLoop) -> Response {
        let promise = eventLoop.makePromise(of: Answer.self)
        Task { await sandbox.take(request, promise) }
        return .later(promise.futureResult)
    }
}

extension Answer {
    /// What a process is told that did as it should.
    static let accepted = Answer(
        status: 202, headers: [.init("Content-Type", "application/json")], body: Array(#"{"status":"OK"}"#.utf8))

    /// What a process is told that did not.
    static func runtimeError(_ status: Int, _ type: String, _ message: String) -> Answer {
        Answer(
            status: status, headers: [.init("Content-Type", "application/json")],
            body: CallResult.error(type, message).payload)
    }

    /// What a process is told whose result, or error, is too large.
    static let tooLarge = runtimeError(
        413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (\(CallResult.largestPayload) bytes).")

    init(_ violation: SandboxState.Violation) {
        self =
            switch violation {
            case .requestID: .runtimeError(400, "InvalidRequestID", "no invocation of this id is being run")
            case .transition: .runtimeError(403, "InvalidStateTransition", "this does not follow what was said before")
            case .isOver: .runtimeError(500, "Runtime.Ended", "the process is to end")
            }
    }
}
