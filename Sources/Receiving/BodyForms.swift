import LearnHooks

/// The forms in which programs write down a body that they have read.
enum BodyForms {
    /// Returns other forms of a body, each with the words for it.
    static func all(of body: [UInt8]) -> [(String, [UInt8])] {
        var forms: [(String, [UInt8])] = [("with a newline at its end", body + [UInt8(ascii: "\n")])]
        if body.last == UInt8(ascii: "\n") {
            forms.append(("without the newline at its end", body.dropLast()))
            forms.append(("with CR LF at its end", body.dropLast() + Array("\r\n".utf8)))
        }
        // What no platform sends is not worth the time and the memory that a dozen copies cost.
        guard let value = try? JSONDocument(parsing: body, limit: 1 << 16).root.value else { return forms }
        let styles: [(String, Style)] = [
            ("JSON without white space", Style()),
            ("JSON with a space behind commas and colons", Style(comma: ", ", colon: ": ")),
            ("JSON indented by two", Style(comma: ",", colon: ": ", indent: "  ")),
            ("JSON indented by four", Style(comma: ",", colon: ": ", indent: "    ")),
        ]
        for (name, style) in styles {
            var written = ""
            style.write(value, at: 0, to: &written)
            forms.append((name, Array(written.utf8)))
            let slashes = written.replacing("/", with: "\\/")
            if slashes != written { forms.append(("\(name), with slashes escaped", Array(slashes.utf8))) }
            let ascii = written.unicodeScalars.map { $0.isASCII ? String($0) : $0.asJSONEscape }.joined()
            if ascii != written {
                forms.append(("\(name), in ASCII", Array(ascii.utf8)))
                // As PHP's json_encode does.
                forms.append(("\(name), in ASCII, with slashes escaped", Array(ascii.replacing("/", with: "\\/").utf8)))
            }
        }
        return forms + [("JSON with its keys sorted", value.canonicalForm)]
    }
}

/// How a program lays out JSON.
private struct Style {
    var comma = ","
    var colon = ":"
    var indent: String?

    /// Writes a value; recursion is as deep as the value, which the reader keeps to 32.
    func write(_ value: JSONValue, at depth: Int, to text: inout String) {
        switch value {
        case .array(let elements):
            write("[", elements, "]", at: depth, to: &text) { write($0, at: depth + 1, to: &$1) }
        case .object(let members):
            write("{", members, "}", at: depth, to: &text) { member, text in
                write(.string(member.key), at: depth, to: &text)
                text += colon
                write(member.value, at: depth + 1, to: &text)
            }
        case .number(let number):
            text += number.text
        case .null, .boolean, .string:
            var writer = JSONWriter()
            writer.value(value)
            text += String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    private func write<Item>(
        _ opening: String, _ items: [Item], _ closing: String, at depth: Int, to text: inout String,
        _ item: (Item, inout String) -> Void
    ) {
        text += opening
        for (index, one) in items.enumerated() {
            if index > 0 { text += comma }
            startLine(at: depth + 1, in: &text)
            item(one, &text)
        }
        if !items.isEmpty { startLine(at: depth, in: &text) }
        text += closing
    }

    private func startLine(at depth: Int, in text: inout String) {
        guard let indent else { return }
        text += "\n" + String(repeating: indent, count: depth)
    }
}

extension Unicode.Scalar {
    /// The scalar as JSON escapes it, by UTF-16 code units.
    fileprivate var asJSONEscape: String {
        String(self).utf16.map { unit in
            let hex = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }.joined()
    }
}
