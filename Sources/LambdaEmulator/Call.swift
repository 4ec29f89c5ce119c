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

    /// Takes down a call, and gives it an id.
    init(_ function: String, _ payload: [UInt8], trace: String? = nil, clientContext: String? = nil, at time: Timestamp)
    {
        self.init(function, at: time, trace: trace, clientContext: clientContext) { _ in payload }
    }

    /// Takes down a call whose payload holds its id.
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

/// What came of a call.
struct CallResult: Sendable {
    /// The result, or the error, as the caller gets it.
    let payload: [UInt8]
    /// Whether the function failed.
    let isError: Bool
    /// The end of what was logged meanwhile.
    var log: [UInt8] = []

    /// Takes down an error of Lambda's own.
    static func error(_ type: String, _ message: String) -> CallResult {
        var writer = JSONWriter()
        writer.object { error in
            error.member("errorType", type)
            error.member("errorMessage", message)
        }
        return CallResult(payload: writer.bytes, isError: true)
    }
}
