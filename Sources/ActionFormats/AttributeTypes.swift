import LearnHooks

// The type system of CloudEvents 1.0: what the value of an attribute may be.

/// A string that is not empty, without control characters and noncharacters.
struct AttributeText: JSONReadable {
    let text: String

    static var expectation: String { String.expectation }

    init(json: JSONNode) throws(JSONError) {
        text = try String(json: json)
        guard !text.isEmpty, !text.unicodeScalars.contains(where: \.isForbiddenInAttributes) else {
            throw JSONError(expected: "text that is not empty, without control characters")
        }
    }
}

/// A URI-reference of RFC 3986, that is not empty.
struct URIReference: JSONReadable {
    let text: String

    static var expectation: String { String.expectation }

    init(json: JSONNode) throws(JSONError) {
        text = try String(json: json)
        guard text.isURIReference else { throw JSONError(expected: "a URI-reference") }
    }
}

/// A URI of RFC 3986 with its scheme.
struct AbsoluteURI: JSONReadable {
    let text: String

    static var expectation: String { String.expectation }

    init(json: JSONNode) throws(JSONError) {
        text = try String(json: json)
        let scheme = text.prefix { $0 != ":" }
        guard text.isURIReference, scheme.utf8.count + 1 < text.utf8.count, scheme.first?.isLetter == true,
            scheme.utf8.allSatisfy({ $0.isAlphanumeric || "+-.".utf8.contains($0) })
        else { throw JSONError(expected: "an absolute URI") }
    }
}

/// A time of RFC 3339; of its fraction, nanoseconds are kept.
struct AttributeTime: JSONReadable {
    let time: Timestamp

    static var expectation: String { String.expectation }

    init(json: JSONNode) throws(JSONError) {
        let text = try String(json: json)
        // The specification sets no limit to the digits of a fraction.
        let point = text.firstIndex(of: ".") ?? text.endIndex
        let fraction = text[point...].dropFirst().prefix { $0.isASCII && $0.isNumber }
        let shorter = text[..<point] + text[point...].prefix(1) + fraction.prefix(9) + text[fraction.endIndex...]
        guard let time = Timestamp(point == text.endIndex ? text : String(shorter)) else {
            throw JSONError(expected: "a time as in RFC 3339")
        }
        self.time = time
    }
}

/// A media type of RFC 2045: `application/json; charset=utf-8`.
struct MediaType: JSONReadable {
    let text: String

    static var expectation: String { String.expectation }

    init(json: JSONNode) throws(JSONError) {
        text = try AttributeText(json: json).text
        let parts = text.prefix { $0 != ";" }.split(separator: "/", omittingEmptySubsequences: false)
        let isToken = { (part: Substring) in !part.isEmpty && part.utf8.allSatisfy(\.isTokenByte) }
        // A parameter's value may be quoted, and then hold anything.
        let parameters = text.drop { $0 != ";" }.dropFirst()
        let isParameter = { (part: Substring) in
            let name = part.drop { $0 == " " }.prefix { $0 != "=" }
            return isToken(name) && part.drop { $0 != "=" }.count > 1
        }
        guard parts.count == 2, isToken(parts[0]), isToken(Substring(parts[1].trimmingSpaces)),
            parameters.contains("\"") || text.firstIndex(of: ";") == nil
                || parameters.split(separator: ";", omittingEmptySubsequences: false).allSatisfy(isParameter)
        else {
            throw JSONError(expected: "a media type, such as application/json")
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring { self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)] }
}

extension String {
    fileprivate var isURIReference: Bool {
        let bytes = Array(utf8)
        // RFC 3986, 4.2: before the first slash, a colon stands behind a scheme alone.
        let head = prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let scheme = head.prefix { $0 != ":" }
        let hasScheme =
            scheme.first?.isLetter == true && scheme.utf8.allSatisfy { $0.isAlphanumeric || "+-.".utf8.contains($0) }
        // 3.2.2: brackets stand around an IP address alone; 3.5: there is one fragment.
        let brackets = filter { $0 == "[" || $0 == "]" }
        return !bytes.isEmpty && (!head.contains(":") || hasScheme) && filter { $0 == "#" }.count <= 1
            && (brackets.isEmpty || (brackets == "[]" && (contains("//[") || contains("@["))))
            && bytes.indices.allSatisfy { index in
                guard bytes[index] == UInt8(ascii: "%") else { return bytes[index].isURIByte }
                return bytes.count > index + 2 && bytes[index + 1].isHexDigit && bytes[index + 2].isHexDigit
            }
    }
}

extension UInt8 {
    var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
    fileprivate var isHexDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
    }
    fileprivate var isURIByte: Bool { isAlphanumeric || "-._~:/?#[]@!$&'()*+,;=".utf8.contains(self) }
    fileprivate var isTokenByte: Bool { isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(self) }
}

extension Unicode.Scalar {
    /// CloudEvents 1.0, type system, String.
    var isForbiddenInAttributes: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF: true
        default: value & 0xFFFE == 0xFFFE
        }
    }
}
