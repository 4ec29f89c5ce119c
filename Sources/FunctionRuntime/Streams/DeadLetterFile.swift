import LearnHooks

/// Keeps refused inputs, each with a newline after it, so that they can be mended and run again; and their reasons, one
/// JSON object each, in a second file.
///
/// Both hold personal data, so no one but their owner may read them.
public struct DeadLetterFile: ~Copyable, Sendable {
    private var inputs: File
    private var reasons: File
    private var length = 0

    /// Opens the two files, `path` and `path.reasons.jsonl`, to write at their ends.
    ///
    /// - Throws: `FileError` if one cannot be opened.
    public init(path: String) throws(FileError) {
        let inputs = try File(appendingPrivatelyTo: path)
        let reasons = try File(appendingPrivatelyTo: "\(path).reasons.jsonl")
        self.inputs = inputs
        self.reasons = reasons
    }

    /// Whether an input is one of the two files: what is appended to it would be read again without end.
    public func isSame(as input: borrowing File) -> Bool {
        inputs.isSame(as: input) || reasons.isSame(as: input)
    }

    /// Adds bytes to the input that is being refused.
    mutating func append(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        if length == 0 { try inputs.writeLines(bytes) } else { try inputs.write(bytes) }
        length += bytes.count
    }

    /// Ends the input, and writes down why it was refused.
    mutating func end(_ refusal: Refusal, input: String) throws(FileError) {
        try inputs.write([UInt8(ascii: "\n")])
        var reason = JSONWriter()
        reason.object { reason in
            reason.member("input", input)
            if let location = refusal.location {
                reason.member("line", JSONNumber(location.line))
                reason.member("column", JSONNumber(location.column))
                reason.member("offset", JSONNumber(location.offset))
            }
            reason.member("length", JSONNumber(length))
            reason.member("platform", refusal.platform)
            reason.member("type", refusal.event?.type)
            switch refusal.reason {
            case .malformed(let error):
                reason.member("path", error.path.isEmpty ? nil : error.path.description)
                reason.member("problem", error.problem)
            case .notAuthentic, .noSuchPlatform, .wrongMethod, .handshake, .fault:
                reason.member("problem", Refusal(refusal.reason).description)
            }
        }
        reason.newline()
        try reasons.writeLines(reason.bytes[...])
        length = 0
    }
}
