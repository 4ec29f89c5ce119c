import FunctionRuntime
import LearnHooks
import NIOCore

/// What callers reach: the operation Invoke of Lambda's API, and the function's URL at every other path.
///
/// Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
struct LambdaService: Responder {
    let pool: SandboxPool
    let clock: @Sendable () -> Timestamp
    let log: @Sendable ([UInt8]) -> Void

    /// The most bytes of a payload: for a caller who waits, and for one who does not.
    private static let largestPayload = (waiting: CallResult.largestPayload, event: 1 << 20)

    func respond(to request: Delivery, on eventLoop: any EventLoop) -> Response {
        let promise = eventLoop.makePromise(of: Answer.self)
        promise.completeWithTask { await answer(to: request) }
        return .later(promise.futureResult)
    }

    private func answer(to request: Delivery) async -> Answer {
        let parts = request.path.split(separator: "/")
        guard parts.count == 4, parts[1] == "functions" else { return await functionURL(request) }
        switch (parts[0], parts[3]) {
        case ("2015-03-31", "invocations"):
            do throws(ServiceError) {
                return try await invoke(parts[2].percentDecoded, request)
            } catch {
                return error.answer
            }
        case ("2021-11-15", "response-streaming-invocations"):
            return ServiceError(501, "Unsupported", "response streaming is not emulated").answer
        case ("2014-11-13", "invoke-async"):
            return ServiceError(501, "Unsupported", "InvokeAsync is not emulated: Invoke has the type Event").answer
        default: return await functionURL(request)
        }
    }

    // MARK: Invoke

    private func invoke(_ function: String, _ request: Delivery) async throws(ServiceError) -> Answer {
        guard request.method == "POST" else { throw ServiceError(405, "MethodNotAllowed", "expected POST") }
        guard !function.isEmpty, function.utf8.allSatisfy({ $0.isFunctionNameByte }) else {
            throw ServiceError(400, "InvalidParameterValueException", "expected a function's name, or its ARN")
        }
        let type = request.headers(named: "x-amz-invocation-type").first ?? "RequestResponse"
        guard ["RequestResponse", "Event", "DryRun"].contains(type) else {
            throw ServiceError(
                400, "InvalidParameterValueException", "expected the type RequestResponse, Event or DryRun")
        }
        let limit = type == "Event" ? Self.largestPayload.event : Self.largestPayload.waiting
        guard request.body.count <= limit else {
            throw ServiceError(
                413, "RequestTooLargeException", "Request must be smaller than \(limit) bytes for the Invoke operation")
        }
        let call = Call(
            function, try payload(request), trace: Self.trace(request),
            clientContext: try clientContext(request), at: clock())
        let id = Delivery.HeaderField("x-amzn-RequestId", call.id)
        switch type {
        case "DryRun": return Answer(status: 204, headers: [id])
        case "Event":
            guard await pool.hasRoom else { throw .tooManyRequests }
            Task { await run(event: call) }
            return Answer(status: 202, headers: [id])
        default:
            guard let result = await pool.run(call) else { throw .tooManyRequests }
            var headers = [
                Delivery.HeaderField("Content-Type", "application/json"), id,
                .init("X-Amz-Executed-Version", LambdaEnvironment.version),
            ]
            if result.isError { headers.append(.init("X-Amz-Function-Error", "Unhandled")) }
            if request.headers(named: "x-amz-log-type").first == "Tail" {
                headers.append(.init("X-Amz-Log-Result", Base64.text(of: result.log)))
            }
            return Answer(status: 200, headers: headers, body: result.payload)
        }
    }

    private static func trace(_ request: Delivery) -> String? {
        request.headers(named: "x-amzn-trace-id").first { !$0.isEmpty }
    }

    /// The payload as the function gets it; none is an empty object.
    private func payload(_ request: Delivery) throws(ServiceError) -> [UInt8] {
        guard !request.body.isEmpty else { return Array("{}".utf8) }
        do throws(JSONError) {
            _ = try JSONDocument(parsing: request.body)
            return request.body
        } catch {
            throw ServiceError(
                400, "InvalidRequestContentException", "Could not parse request body into json: \(error)")
        }
    }

    /// What the caller says of itself, as one line of JSON.
    private func clientContext(_ request: Delivery) throws(ServiceError) -> String? {
        guard let text = request.headers(named: "x-amz-client-context").first else { return nil }
        guard let bytes = Base64(text)?.bytes, let value = try? JSONDocument(parsing: bytes).root.value else {
            throw ServiceError(
                400, "InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.")
        }
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Runs an asynchronous call.
    private func run(event call: Call) async {
        let result = await pool.run(call, isWaitedFor: false)
        guard result?.isError ?? true else { return }
        let what = result == nil ? "it was not run" : "it failed"
        say("the event \(call.id): \(what); Lambda would try it twice more")
    }

    // MARK: The function's URL

    private func functionURL(_ request: Delivery) async -> Answer {
        let time = clock()
        let trace = Self.trace(request)
        let call = Call("function", at: time, trace: trace) {
            FunctionURLEvent(request: request, call: $0, time: time).json
        }
        guard call.payload.count <= Self.largestPayload.waiting else {
            return ServiceError(413, "RequestTooLargeException", "Request too large").answer
        }
        guard let result = await pool.run(call) else { return ServiceError.tooManyRequests.answer }
        guard !result.isError else { return .badGateway }
        do throws(Answer.Misshapen) {
            return try Answer(functionResult: result.payload)
        } catch {
            say("\(call.id): the result is not an HTTP answer: \(error.problem)")
            return .badGateway
        }
    }

    private func say(_ line: String) {
        log(Array("learnhooks: \(line.printable)\n".utf8))
    }
}

/// An error of the service, before the function is asked.
struct ServiceError: Error {
    private let status: Int
    private let type: String
    private let message: String

    init(_ status: Int, _ type: String, _ message: String) {
        self.status = status
        self.type = type
        self.message = message
    }

    static let tooManyRequests = ServiceError(429, "TooManyRequestsException", "Rate Exceeded.")

    var answer: Answer {
        var writer = JSONWriter()
        writer.object { error in
            error.member("Type", status < 500 ? "User" : "Service")
            error.member("message", message)
        }
        return Answer(
            status: status,
            headers: [.init("Content-Type", "application/json"), .init("x-amzn-ErrorType", type)], body: writer.bytes)
    }
}

extension UInt8 {
    /// Whether the byte may stand in a function's name, or its ARN.
    fileprivate var isFunctionNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-_:.$".utf8.contains(self)
        }
    }
}
