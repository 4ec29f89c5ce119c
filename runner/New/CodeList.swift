/// A list in a source file, one element a line, to which a line can be added if its place is clear.
struct CodeList {
    /// The line that it begins with.
    let opening: String
    /// The line that it ends with.
    let closing: String
    /// Whether its elements stand in order, as imports do; else a new one is the last.
    var isSorted = true

    /// The imports of a file, which stand together.
    static let imports = CodeList(opening: "", closing: "")
    private var isImports: Bool { opening.isEmpty }

    /// Returns a text with a line added: in order, or behind the others, or nil if its place is not clear.
    func adding(_ line: String, to text: String) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.contains(line) { return text }
        guard let range = isImports ? imports(in: lines) : elements(in: &lines, like: line) else { return nil }
        let place = isSorted ? range.first { key(lines[$0]) > key(line) } : nil
        lines.insert(line, at: place ?? range.upperBound)
        return lines.joined(separator: "\n")
    }

    private func imports(in lines: [String]) -> Range<Int>? {
        let isImport = { (line: String) in line.hasPrefix("import ") || line.hasPrefix("public import ") }
        guard let first = lines.firstIndex(where: isImport), let last = lines.lastIndex(where: isImport),
            lines[first...last].allSatisfy(isImport)
        else { return nil }
        return first..<(last + 1)
    }

    /// Where the elements stand; an empty list is opened.
    private func elements(in lines: inout [String], like line: String) -> Range<Int>? {
        let empty = opening + closing.drop { $0 == " " }
        let starts = lines.indices.filter { lines[$0] == opening || lines[$0] == empty }
        guard starts.count == 1, let start = starts.first else { return nil }
        if lines[start] == empty {
            lines.replaceSubrange(start...start, with: [opening, closing])
            return (start + 1)..<(start + 1)
        }
        guard let end = lines[start...].firstIndex(of: closing) else { return nil }
        let indentation = line.prefix { $0 == " " }
        let areElements = lines[(start + 1)..<end].allSatisfy { element in
            element.hasPrefix(indentation) && element.dropFirst(indentation.count).first != " "
                && element.hasSuffix(",")
        }
        return areElements ? (start + 1)..<end : nil
    }

    private func key(_ line: String) -> String {
        isImports ? String(line.split(separator: " ").last ?? "") : line
    }
}

/// A line that is to stand in a list of a file.
struct Edit {
    let path: String
    let list: CodeList
    let line: String

    init(_ path: String, _ list: CodeList, _ line: String) {
        (self.path, self.list, self.line) = (path, list, line)
    }
}
