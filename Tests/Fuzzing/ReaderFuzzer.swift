// A target of libFuzzer: bytes of any kind, read in every way that there is. What it demands of the reader is below; that it
// neither traps nor leaves its memory is the sanitizer's. See `fuzz.sh`.

/// Reads bytes as one text and as a stream, whole and in pieces, and traps where two ways disagree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    // libFuzzer's own bytes, for the length of the call.
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    readsBackWhatItWrites(input)
    findsTheSamePieces(input)
    return 0
}

/// A text that is taken, written and read again says the same; every value is found by its own key, and decodes.
private func readsBackWhatItWrites(_ input: [UInt8]) {
    guard let document = try? JSONDocument(parsing: input) else { return }
    let value = document.root.value
    var writer = JSONWriter()
    writer.value(value)
    guard let again = try? JSONDocument(parsing: writer.bytes) else { fatalError("what was written is not read") }
    precondition(again.root.value == value, "what was written says something else")
    precondition(again.root.value.canonicalForm == value.canonicalForm, "its canonical form differs")
    for (key, member) in document.root.members {
        precondition(document.root[key]?.index == member.index, "a member is not found by its key")
        precondition(member.string.map { member.isString($0) } ?? true, "a string is not what it is")
        _ = member.path
        _ = member.location
    }
    precondition((try? document.root.read(JSONValue.self)) == value, "what is read is something else")
    readAsEverything(document.root)
}

/// Whatever a value is read as, and whatever of it cannot be read, is said in words.
private func readAsEverything(_ node: JSONNode) {
    struct Row: JSONReadable {
        init(json: JSONNode) throws(JSONError) {
            _ = try json["id"] as Int64
            _ = (json["name"] as String?, json["time"] as Double?, json["list"] as JSONRows<Row>?)
        }
    }
    _ = try? node.read([Double].self)
    _ = try? node.read(JSONRows<Row>.self)
    for (key, _) in node.members {
        _ = (node[key] as UInt8?, node[key] as JSONNumber?, node[key] as JSONRows<Row>?, node[key, key] as Bool?)
    }
    for field in node.takeUnreadFields() {
        precondition(
            !field.error.description.isEmpty && field.error.location != nil, "a field is noted without a place")
    }
}

/// The pieces of a stream do not depend on how its bytes come.
private func findsTheSamePieces(_ input: [UInt8]) {
    let whole = pieces(input, chunk: max(1, input.count))
    for chunk in [1, 3, 16] {
        precondition(pieces(input, chunk: chunk) == whole, "pieces depend on chunks of \(chunk)")
    }
    // What is a text is a stream of it: but an array stands for its elements, and a line that begins with a bracket breaks off
    // what is still open.
    let breaksOff = zip(input, input.dropFirst()).contains { $0 == 0x0A && ($1 == 0x5B || $1 == 0x7B) }
    if let root = try? JSONDocument(parsing: input).root, root.kind != .array, !breaksOff, input.count <= limit {
        precondition(whole.count == 1 && !whole[0].isRefused, "a good text is no stream of one value")
    }
}

private let limit = 1 << 16

private struct Found: Equatable {
    var location: JSONLocation
    var bytes: [UInt8]
    var isRefused = false
}

private func pieces(_ input: [UInt8], chunk: Int) -> [Found] {
    var splitter = JSONSplitter(limit: limit)
    var found: [Found] = []
    func take(isLast: Bool) {
        while let piece = splitter.next(isLast: isLast) {
            switch piece {
            case .value(let document, let start):
                let text = Array(document.root.bytes)
                found.append(Found(location: start, bytes: text))
                // Alone it reads as it does among others.
                guard let alone = try? JSONDocument(parsing: text) else { fatalError("a value of a stream is no text") }
                precondition(alone.root.value == document.root.value, "a value of a stream says something else")
            case .refused(let error):
                found.append(Found(location: error.location ?? .start, bytes: [], isRefused: true))
            case .refusedBytes(let bytes): found[found.count - 1].bytes += bytes
            case .refusedEnd: break
            }
        }
    }
    for start in stride(from: 0, to: input.count, by: chunk) {
        splitter.append(input[start..<min(start + chunk, input.count)])
        take(isLast: false)
    }
    take(isLast: true)
    return found
}
