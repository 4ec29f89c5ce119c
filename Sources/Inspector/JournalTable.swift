import LearnHooks

/// The answers of a journal's API as a person reads them: tables, one thing a line.
enum JournalTable {
    /// What is in a journal, and how each destination stands.
    static func summary(_ json: JSONNode) throws(JSONError) -> String {
        let numbers = ["deliveries", "copies", "refused", "actions", "known"]
        var counts: [String] = []
        for name in numbers { counts.append("\(try json[name] as Int) \(name)") }
        let (bytes, most): (Int64, Int64) = (try json["bytes"], try json["max_bytes"])
        var lines = [
            counts.joined(separator: ", "), "\(bytes.inBytes) of \(most.inBytes)",
        ]
        let gone: Int = try json["gone"]
        if gone > 0 { lines.append("\(gone) rows were deleted before they were sent") }
        var rows: [[String]] = []
        var remarks: [String] = []
        for destination in (try json["destinations"] as JSONNode).elements {
            let name: String = try destination["name"]
            rows.append([
                name, "\(try destination["behind"] as Int)", destination["oldest"] as String? ?? "-",
                "\(try destination["retrying"] as Int)", "\(try destination["held"] as Int)",
                "\(try destination["dead"] as Int)", "\(try destination["conflicts"] as Int)",
                destination["paused"] as String? != nil ? "paused" : "",
            ])
            if let reason: String = destination["paused"] { remarks.append("\(name) is paused: \(reason)") }
            if let error: JSONNode = destination["last_error"] {
                remarks.append(
                    "\(name), last error at \(try error["time"] as String): \(try error["reason"] as String)")
            }
        }
        guard !rows.isEmpty else { return text(lines + ["no destination has a place in it"]) }
        let table = table(["destination", "behind", "oldest", "retrying", "held", "dead", "conflict", ""], rows)
        return text(lines + [""] + table + remarks)
    }

    /// Deliveries, one a line.
    static func deliveries(_ json: JSONNode) throws(JSONError) -> String {
        var rows: [[String]] = []
        for delivery in (try json["deliveries"] as JSONNode).elements {
            rows.append([
                "\(try delivery["id"] as Int64)", try delivery["arrival"], try delivery["platform"],
                delivery["type"] as String? ?? "-", try delivery["state"], "\(try delivery["copies"] as Int)",
                delivery["reason"] as String? ?? "",
            ])
        }
        return list(["id", "arrival", "platform", "type", "state", "copies", ""], rows, "no delivery", json)
    }

    /// Rows that did not go smoothly, one a line.
    static func exceptions(_ json: JSONNode) throws(JSONError) -> String {
        var rows: [[String]] = []
        for row in (try json["exceptions"] as JSONNode).elements {
            rows.append([
                "\(try row["delivery"] as Int64)", try row["destination"], row["kind"] as String? ?? "(delivery)",
                try row["state"], row["status"] as Int? ?? 0 == 0 ? "-" : "\(row["status"] as Int? ?? 0)",
                row["reason"] as String? ?? "", row["due"] as String? ?? "",
            ])
        }
        return list(
            ["delivery", "destination", "kind", "state", "status", "reason", "due"], rows, "nothing was given up", json)
    }

    /// One delivery: what it became, and where that is.
    static func delivery(_ json: JSONNode) throws(JSONError) -> String {
        var lines = [
            "delivery \(try json["id"] as Int64) of \(try json["platform"] as String), \(json["type"] as String? ?? "of no type")",
            "  arrived    \(try json["arrival"] as String), \(try json["copies"] as Int) time(s)",
            "  state      \(try json["state"] as String)\((json["reason"] as String?).map { ": \($0)" } ?? "")",
        ]
        if let call: String = json["pulled"] {
            lines.append("  pulled by  learnhooks reconcile: \(call.printable); no webhook brought it")
        }
        if let secret: Int = json["secret"] { lines.append("  proven by  secret \(secret)") }
        for check in elements(of: json["checks"]) {
            let mark = try check["passed"] as Bool ? "ok  " : "FAIL"
            lines.append("  \(mark)       \(try check["name"] as String): \(try check["finding"] as String)")
        }
        for action in (try json["actions"] as JSONNode).elements {
            lines.append("\(action["kind"] as String? ?? "as it came")  \(try action["id"] as String)")
            for place in (try action["destinations"] as JSONNode).elements {
                let reason = (place["reason"] as String?).map { ": \($0)" } ?? ""
                lines.append("  \(try place["name"] as String)  \(try place["state"] as String)\(reason)")
            }
        }
        for attempt in elements(of: json["attempts"]) {
            let status: Int = try attempt["status"]
            lines.append(
                "  \(try attempt["time"] as String)  \(try attempt["destination"] as String)  "
                    + "\(status == 0 ? "no answer" : "\(status)")  \(attempt["reason"] as String? ?? "")")
        }
        return text(lines)
    }

    /// The elements of an array that need not be there.
    private static func elements(of array: JSONNode?) -> [JSONNode] { array.map { Array($0.elements) } ?? [] }

    /// What a command has done, in a sentence.
    static func message(_ json: JSONNode, rows: Int) throws(JSONError) -> String {
        let message: String = try json["message"]
        return text([rows == 0 ? message : "\(message) (\(rows) rows)"])
    }

    private static func list(_ heads: [String], _ rows: [[String]], _ none: String, _ json: JSONNode) -> String {
        guard !rows.isEmpty else { return text([none]) }
        let hasMore = (json["next"] as JSONNode?)?.kind == .string
        return text(table(heads, rows) + (hasMore ? ["… and more: --limit takes a larger number"] : []))
    }

    /// Columns as wide as their widest text; the last has no end.
    private static func table(_ heads: [String], _ rows: [[String]]) -> [String] {
        let lines = ([heads] + rows).map { $0.map(\.printable) }
        let widths = heads.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
            let line = padded.joined(separator: "  ")
            return String(line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
        }
    }

    private static func text(_ lines: [String]) -> String { lines.map { "\($0)\n" }.joined() }
}

extension Int64 {
    /// So many bytes, in words: `12.3 MiB`.
    fileprivate var inBytes: String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var (tenths, unit) = (self &* 10, 0)
        while tenths >= 10_240, unit < units.count - 1 {
            tenths /= 1_024
            unit += 1
        }
        return unit == 0 ? "\(self) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
