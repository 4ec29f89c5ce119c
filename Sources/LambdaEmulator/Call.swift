import LearnHooks

/// A call of the function.
struct Call: Sendable {
    /// A UUID.
    let id: String
    /// The function's name, or its name in full.
    let function: String
    /// Where the call stands in a trace of X-Ray.
    let trace: String
    /// What the caller says of itself, as JSON.
    let clientContext: String?
    let payload: [UInt8]

    /// Records a call, and gives it an id.
    init(_ function: String, _ payload: [UInt8], trace: String? = nil, clientContext: String? = nil, at time: Timestamp)
    {
        self.init(function, at: time, trace: trace, clientContext: clientContext) { _ in payload }
    }

    /// Records a call whose payload holds its id.
    init(
        _ function: String, at time: Timestamp, trace: String? = nil, clientContext: String? = nil,
        payload: (_ id: String) -> [UInt8]
    ) {
        // The system's generator is a cryptographic one; the bits that say so are those of RFC 9562, 5.4.
        let high = UInt64.random(in: .min ... .max) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = UInt64.random(in: .min ... .max) >> 2 | 1 << 63
        let digits = Array((high.hex + low.hex).utf8)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: digits[$0], as: UTF8.self) }
        id = parts.joined(separator: "-")
        self.function = function
        self.payload = payload(id)
        self.clientContext = clientContext
        // Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html, Tracing header
        let root = String(UInt32(truncatingIfNeeded: time.seconds), radix: 16)
        self.trace = trace ?? "Root=1-\(root)-\(high.hex.prefix(12))\(low.hex.prefix(12));Parent=\(low.hex);Sampled=0"
    }
}

/// The outcome of a call.
struct CallResult: Equatable, Sendable {
    /// How it ended, in the words of a report.
    enum Status: String {
        case success, error, timeout
    }

    /// The most bytes of a payload, and of a result.
    ///
    /// Source: AWS's own emulator, internal/lambda/interop: 6 MiB and 100 bytes.
    static let largestPayload = (6 << 20) + 100

    /// The result, or the error, as the caller gets it.
    let payload: [UInt8]
    let status: Status
    /// What is wrong, where it is not the process that says so.
    var problem: String?
    /// The end of what was logged meanwhile.
    var log: [UInt8] = []

    /// Whether the function failed.
    var isError: Bool { status != .success }

    /// Takes what the process says of a call, or of its start.
    ///
    /// A result that is not JSON is the error with which AWS's runtimes answer for a function that returns one. (Lambda itself
    /// does not check: from a custom runtime it passes on plain text, which the reader of the result cannot parse.)
    /// - Parameters:
    ///   - body: The result, or the error; of one that is too large, as much as shows that.
    ///   - isError: Whether it is an error, which is handed on whatever it is.
    init(_ body: [UInt8], isError: Bool) {
        guard !Self.isTooLarge(body) else {
            let problem = "Response payload size exceeded maximum allowed payload size (\(Self.largestPayload) bytes)."
            self = .error("Function.ResponseSizeTooLarge", problem)
            return
        }
        do throws(JSONError) {
            if !isError { _ = try JSONDocument(parsing: body) }
            self.init(payload: body, status: isError ? .error : .success)
        } catch {
            self = .error("Runtime.MarshalError", "the result is not JSON: \(error)")
        }
    }

    private init(payload: [UInt8], status: Status) {
        self.payload = payload
        self.status = status
    }

    /// Whether a result or an error is larger than one may be.
    static func isTooLarge(_ body: [UInt8]) -> Bool { body.count > largestPayload }

    /// Records an error of Lambda's own.
    static func error(_ type: String, _ message: String, status: Status = .error) -> CallResult {
        var writer = JSONWriter()
        writer.object { error in
            error.member("errorType", type)
            error.member("errorMessage", message)
        }
        var result = CallResult(payload: writer.bytes, status: status)
        result.problem = message
        return result
    }

    /// What a caller gets whose time is over.
    static func timeout(_ id: String, _ problem: String) -> CallResult {
        .error("Sandbox.Timedout", "RequestId: \(id) Error: \(problem)", status: .timeout)
    }

    /// What a caller gets when the process has ended.
    static func exit(_ id: String, _ end: ChildProcess.End) -> CallResult {
        let how = end.isSuccess ? "exited without providing a reason" : "exited with error: \(end.description)"
        return .error("Runtime.ExitError", "RequestId: \(id) Error: Runtime \(how)")
    }
}
