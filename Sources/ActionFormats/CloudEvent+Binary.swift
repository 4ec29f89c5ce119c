public import LearnHooks

/// CloudEvents in the binary mode of HTTP: attributes in headers, data in the body.
/// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md, 3.1
extension CloudEvent {
    /// Reads an event of a binary-mode message; an optional header that is not a valid attribute is left out.
    ///
    /// - Throws: `JSONError` at another header that the specification does not allow.
    public init(binaryHeaders headers: [Delivery.HeaderField], body: [UInt8]) throws {
        var attributes: [(name: String, value: String)] = []
        var unread: [JSONError] = []
        for field in headers {
            let name = field.name.lowercased()
            if name == "content-type" {
                attributes.append(("datacontenttype", field.value))
            } else if name.hasPrefix("ce-") {
                let attribute = String(name.dropFirst(3))
                guard attribute != "datacontenttype" else {
                    throw JSONError(expected: "the media type of the data in Content-Type, not in \(name)")
                }
                guard let value = field.value.unquoted?.percentDecoded else {
                    let error = JSONError(expected: "percent-encoded UTF-8 in \(name.printable)")
                    guard !Self.required.contains(attribute) else { throw error }
                    // Clients of some languages send such text as it is.
                    unread.append(error)
                    continue
                }
                attributes.append((attribute, value))
            }
        }
        try self.init(attributes: attributes, body: body)
        self.unread = unread + self.unread
    }

    /// The attributes that every event has, and the one that tells actions from other events.
    private static let required = ["specversion", "id", "source", "type", "dataschema"]

    /// Returns the event as a binary-mode message: the fields of its header, and its body.
    public func binary() -> (headers: [Delivery.HeaderField], body: [UInt8]) {
        var headers = [("specversion", "1.0"), ("id", id), ("source", source), ("type", type)]
        if let subject { headers.append(("subject", subject)) }
        if let time { headers.append(("time", time.description)) }
        if let dataSchema { headers.append(("dataschema", dataSchema)) }
        for (name, value) in extensions { headers.append((name, value.attributeText)) }
        let fields = headers.map { Delivery.HeaderField("ce-\($0)", $1.percentEncoded) }
        // In the JSON format, data without a media type is JSON.
        let mediaType = dataContentType ?? (isJSON ? "application/json" : nil)
        return ((mediaType.map { [Delivery.HeaderField("Content-Type", $0)] } ?? []) + fields, body)
    }

    private var isJSON: Bool {
        switch data {
        case .json, .action: true
        case .bytes, .none: false
        }
    }

    private var body: [UInt8] {
        switch data {
        case .none: return []
        case .action(let action):
            var writer = JSONWriter(capacity: 1_024)
            writer.data(of: action)
            return writer.bytes
        case .bytes(let bytes): return bytes
        case .json(let value):
            var writer = JSONWriter()
            writer.value(value.value)
            return writer.bytes
        }
    }
}

extension JSONValue {
    /// The canonical text of an attribute's value.
    fileprivate var attributeText: String {
        switch self {
        case .string(let text): text
        case .number(let number): number.shortest
        case .boolean(let boolean): boolean ? "true" : "false"
        // The reader lets no other value be an attribute's.
        case .null, .array, .object: ""
        }
    }
}

extension String {
    /// The text without double quotes around it, or nil if they do not match.
    fileprivate var unquoted: String? {
        guard hasPrefix("\"") else { return self }
        var text: [UInt8] = []
        var rest = Array(utf8.dropFirst())[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return rest.isEmpty ? String(decoding: text, as: UTF8.self) : nil
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }

    /// The text that percent-encoded octets stand for, decoded once, or nil if one is broken, or they are no UTF-8.
    fileprivate var percentDecoded: String? {
        guard utf8.contains(UInt8(ascii: "%")) else { return self }
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexDigitValue, let low = rest.popFirst()?.hexDigitValue else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The text as a header's value may hold it: space, double quote, percent and all but visible ASCII encoded.
    fileprivate var percentEncoded: String {
        let isPlain = { (byte: UInt8) in
            (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "%")
        }
        guard !utf8.allSatisfy(isPlain) else { return self }
        return utf8.reduce(into: "") { text, byte in
            text += isPlain(byte) ? String(UnicodeScalar(byte)) : byte.percentEncoded
        }
    }
}

extension UInt8 {
    /// The octet as `%C3`.
    var percentEncoded: String { "%" + (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true) }

    fileprivate var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
