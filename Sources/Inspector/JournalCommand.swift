import LearnHooks

/// Runs a command of the shell on a journal, by requests to its API.
package struct JournalCommand {
    /// Asks the API, and returns its answer.
    package typealias Ask = (AdminRequest) throws -> AdminAnswer

    /// The API has refused.
    package struct Refusal: Error, CustomStringConvertible {
        /// What it said.
        package let description: String

        init(description: String) {
            self.description = description
        }

        init(_ answer: AdminAnswer) {
            let detail = (try? JSONDocument(parsing: answer.body).root)?["detail"]?.string
            description = detail ?? "the journal answered \(answer.status)"
        }
    }

    private let arguments: JournalArguments
    private let ask: Ask
    private let write: ([UInt8]) throws -> Void
    /// Asks a person, and returns whether they agree; nil if nobody can be asked.
    private let confirm: (String) -> Bool?
    /// Tells a person how many things are done so far; nil at the end.
    private let progress: (Int?) -> Void

    /// Creates a command.
    ///
    /// - Parameters:
    ///   - arguments: What was asked.
    ///   - ask: Asks the API.
    ///   - write: Writes to standard output.
    ///   - confirm: Asks a person, and returns whether they agree, or nil if nobody can be asked.
    ///   - progress: Tells a person how many things are done so far; nil at the end.
    package init(
        _ arguments: JournalArguments, ask: @escaping Ask, write: @escaping ([UInt8]) throws -> Void,
        confirm: @escaping (String) -> Bool?, progress: @escaping (Int?) -> Void = { _ in }
    ) {
        self.arguments = arguments
        self.ask = ask
        self.write = write
        self.confirm = confirm
        self.progress = progress
    }

    /// Does it.
    ///
    /// - Returns: Whether it found what it was asked for: nothing damaged by `check`.
    /// - Throws: `Refusal` if the API refuses, and what asking and writing throw.
    package func run() throws -> Bool {
        let words = arguments.words
        switch arguments.verb {
        case nil: return try show(.init("GET", ["v1", "journal"]), as: JournalTable.summary)
        case .list: return try pages("deliveries", as: JournalTable.deliveries)
        case .dead: return try pages("exceptions", filter: "state:dead", as: JournalTable.exceptions)
        case .show: return try show(.init("GET", ["v1", "deliveries", words[0]]), as: JournalTable.delivery)
        case .export: return try export()
        case .check: return try check()
        case .replay: return try replay()
        case .release: return try steps("release", "released")
        case .drop: return try agreed("drop what waits or was given up (\(filterInWords))") && steps("drop", "dropped")
        case .pause: return try destination(words[0], "pause", ["reason": words.dropFirst().joined(separator: " ")])
        case .resume: return try destination(words[0], "resume")
        case .skip: return try agreed("give up all that waits for \(words[0])") && destination(words[0], "skip")
        case .remove:
            return try agreed("let go of \(words[0]) and all that waits for it") && destination(words[0], "remove")
        case .rename: return try destination(words[0], "rename", ["name": words[1]])
        case .forget:
            return try agreed("remove what names \(words[1]) of \(words[0])")
                && change(["forget"], ["platform": words[0], "learner": words[1]])
        case .backup: return try change(["backup"], ["path": words[0]])
        // The caller has done it: no journal is open yet.
        case .restore, .copy: return true
        }
    }

    private var filterInWords: String { arguments.words.isEmpty ? "all of it" : arguments.filter }

    // MARK: looking

    private func show(_ request: AdminRequest, as table: (JSONNode) throws(JSONError) -> String) throws -> Bool {
        let body = try answer(to: request)
        try write(arguments.isJSON ? body : Array(table(JSONDocument(parsing: body).root).utf8))
        return true
    }

    /// Shows pages until there are no more rows, or as many as were asked for.
    private func pages(
        _ name: String, filter: String? = nil, as table: (JSONNode) throws(JSONError) -> String
    ) throws -> Bool {
        let filter = [filter, arguments.filter].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: " ")
        return try show(
            .init("GET", ["v1", name], query: ["filter": filter, "limit": "\(arguments.limit)"]), as: table)
    }

    private func export() throws -> Bool {
        var before: String?
        repeat {
            var query = ["filter": arguments.filter]
            query["before"] = before
            let page = try JSONDocument(parsing: try answer(to: .init("GET", ["v1", "export"], query: query))).root
            // Nothing is left of a delivery that was forgotten, or is old.
            for line in try (page["deliveries"] as JSONNode).elements where line.kind == .object {
                try write(Array(line.bytes) + [0x0A])
            }
            before = page["next"]
        } while before != nil
        return true
    }

    private func check() throws -> Bool {
        let body = try answer(to: .init("POST", ["v1", "check"]))
        let problems: [String] = try JSONDocument(parsing: body).root["problems"]
        if arguments.isJSON {
            try write(body)
        } else {
            try write(Array((problems.isEmpty ? "no damage was found\n" : problems.map { "\($0)\n" }.joined()).utf8))
        }
        return problems.isEmpty
    }

    // MARK: changing

    private func replay() throws -> Bool {
        guard !arguments.isFromBodies else { return try replayFromBodies() }
        var members: [String: String] = ["filter": arguments.filter]
        if let destination = arguments.destination { members["destination"] = destination }
        if arguments.isDryRun { members["dry_run"] = "yes" }
        if arguments.words.isEmpty, !arguments.isDryRun {
            guard try agreed("send the whole log again to \(arguments.destination ?? "every destination")") else {
                return false
            }
        }
        return try change(["replay"], members)
    }

    /// Handles stored deliveries anew, step by step, and says what is another now.
    private func replayFromBodies() throws -> Bool {
        if arguments.words.isEmpty, !arguments.isDryRun {
            guard try agreed("handle every stored delivery anew, and send what is new") else { return false }
        }
        var members = ["filter": arguments.filter, "destination": arguments.destination ?? ""]
        if arguments.isDryRun { members["dry_run"] = "yes" }
        if arguments.isCorrected { members["corrected"] = "yes" }
        var table = RevisionTable(isTrial: arguments.isDryRun, isCorrected: arguments.isCorrected)
        defer { progress(nil) }
        repeat {
            let body = try answer(to: .init("POST", ["v1", "replay", "bodies"], body: Self.object(members)))
            let step = try JSONDocument(parsing: body).root
            let lines = try table.lines(of: step)
            progress(table.deliveries)
            if arguments.isJSON || !lines.isEmpty {
                progress(nil)
                try write(arguments.isJSON ? body : Array(lines.utf8))
            }
            members["behind"] = step["next"]
        } while members["behind"] != nil
        progress(nil)
        if !arguments.isJSON { try write(Array(table.summary.utf8)) }
        return true
    }

    /// Goes on step by step until there is nothing left to do: no step keeps others waiting.
    private func steps(_ path: String, _ done: String) throws -> Bool {
        let body = Self.object(["filter": arguments.filter])
        let count = try goOn(after: 0) {
            try rows(of: .init("POST", ["v1", path], body: body)).flatMap { $0 == 0 ? nil : $0 }
        }
        try write(Array((arguments.isJSON ? "{\"rows\":\(count)}\n" : "\(count) \(done)\n").utf8))
        return true
    }

    private func destination(_ name: String, _ verb: String, _ members: [String: String] = [:]) throws -> Bool {
        try change(["destinations", name, verb], members)
    }

    /// Asks for a change, goes on with it to its end, and shows what the API says of it.
    private func change(_ path: [String], _ members: [String: String]) throws -> Bool {
        // One that was begun, and whose shell was ended, is done first.
        let next = AdminRequest("POST", ["v1", "continue"])
        _ = try goOn(after: 0) { try self.rows(of: next) }
        let body = try answer(to: .init("POST", ["v1"] + path, body: Self.object(members)))
        let json = try JSONDocument(parsing: body).root
        let rows = try goOn(after: json["rows"] ?? 0) { try self.rows(of: next) }
        let text = try JournalTable.message(json, rows: rows)
        try write(arguments.isJSON ? body : Array(text.utf8))
        return true
    }

    /// Does one step after the other until there is none, and returns how many rows they were about together.
    private func goOn(after start: Int, _ step: () throws -> Int?) throws -> Int {
        var count = start
        defer { progress(nil) }
        while let rows = try step() {
            count += rows
            progress(count)
        }
        return count
    }

    /// How many rows a step was about; nil where there was none.
    private func rows(of request: AdminRequest) throws -> Int? {
        try JSONDocument(parsing: try answer(to: request)).root["rows"]
    }

    private func agreed(_ question: String) throws -> Bool {
        if arguments.isAgreed { return true }
        switch confirm("This cannot be undone: \(question). Go on? [y/N] ") {
        case true: return true
        case false: return false
        case nil: throw Refusal(description: "standard input is not a terminal, so nobody can be asked: --yes confirms")
        }
    }

    private func answer(to request: AdminRequest) throws -> [UInt8] {
        let answer = try ask(request)
        guard answer.status == 200 else { throw Refusal(answer) }
        return answer.body
    }

    private static func object(_ members: [String: String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            for (key, value) in members.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
                writer.key(named: key)
                writer.string(value)
            }
        }
        return writer.bytes
    }
}
