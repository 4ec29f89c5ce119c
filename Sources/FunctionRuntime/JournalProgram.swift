import Inspector
import Journal
package import LearnHooks
import NIOCore
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The part of a program that a person asks of its journal: `journal …`, on a running function or on a file at rest.
package struct JournalProgram {
    /// The command line, or the place of the journal, is wrong.
    package struct Problem: Error, CustomStringConvertible {
        /// What was expected and found.
        package let description: String
        /// The status that the program ends with: of BSD's sysexits.
        package let status: Int32
    }

    private let arguments: JournalArguments
    private let access: JournalAccess
    /// Where the journal is to be copied to.
    private let target: JournalPlace?

    /// Reads what is asked.
    ///
    /// - Parameters:
    ///   - words: The words after `journal`.
    ///   - program: What the program is called.
    ///   - environment: The variables and their values.
    ///   - catalog: All platforms that there are.
    /// - Throws: `Problem`, or `ConfigurationError` for a variable that cannot be what it says.
    package init?(
        _ words: some Sequence<String>, of program: String, environment: [String: String], catalog: [Platform]
    ) throws {
        do throws(JournalArguments.Problem) {
            arguments = try JournalArguments(words)
        } catch {
            throw Problem(description: "\(error)", status: 64)
        }
        if arguments.wantsHelp {
            try File.standardOutput.write(Array(JournalArguments.usage(program).utf8)[...])
            return nil
        }
        target = try arguments.placesToCopy.map { try Self.place($0.to, isTyped: true) }
        let typed = arguments.placesToCopy?.from ?? arguments.path
        let place = try Self.place(typed ?? environment["JOURNAL"] ?? "", isTyped: typed != nil)
        access = try JournalAccess(place, Configuration(environment, for: catalog, of: catalog))
    }

    /// Reads where a journal is.
    private static func place(_ text: String, isTyped: Bool) throws -> JournalPlace {
        guard !text.isEmpty, let place = JournalPlace(text) else {
            throw Problem(
                description:
                    "JOURNAL is not set: expected the journal's file, or postgres://HOST/DATABASE, there, after --journal, or after copy",
                status: 64)
        }
        // Every user of this machine can read a command line.
        if case .database(let url) = place, isTyped, url.contains("password=") || url.contains(#/://[^/@?]*:[^/?]*@/#) {
            throw Problem(
                description: "journal: expected a URL without a password: set JOURNAL, or a password file", status: 64)
        }
        return place
    }

    /// Does it.
    ///
    /// - Returns: The status that the program ends with.
    /// - Throws: `Problem`, or `FileError` where standard output cannot be written.
    package func run() throws -> Int32 {
        if let file = arguments.fileToRestore {
            guard let path = access.place.path else {
                throw Problem(description: "restore is for a file: pg_restore restores a database", status: 64)
            }
            return try restore(from: file, to: path)
        }
        if let target { return try copy(access.place, to: target) }
        return try access.use { try run(asking: $0) }
    }

    private func run(asking ask: @escaping JournalCommand.Ask) throws -> Int32 {
        let progress = Progress()
        let command = JournalCommand(arguments, ask: ask, write: Self.write, confirm: Self.confirm) { count in
            if let count {
                guard let line = progress.line(count, { "\(count) done, \($0) a second" }) else { return }
                try? File.standardError.write(Array("\r\u{1B}[K\(line)".utf8)[...])
            } else if progress.hasShown {
                try? File.standardError.write(Array("\r\u{1B}[K".utf8)[...])
            }
        }
        do {
            return try command.run() ? 0 : 1
        } catch let error as JournalCommand.Refusal {
            throw Problem(description: error.description, status: 1)
        }
    }

    /// Puts a copy where no journal is, and looks whether it is one.
    private func restore(from file: String, to path: String) throws -> Int32 {
        guard !File.exists(path) else {
            throw Problem(
                description: "\(path): a journal already exists, and is not overwritten: move it away first",
                status: 73)
        }
        let bytes = try File(reading: file).readToEnd(limit: .max)
        try File.writeWhole(bytes, to: path, isPrivate: true)
        return try access.atRest { api in
            let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
            let summary = try api.journal.perform(on: eventLoop) {
                try $0.summary(at: SystemClock.now().unixMilliseconds)
            }.wait()
            let names = summary.destinations.map { "\($0.name) (\($0.behind) rows behind)" }.joined(separator: ", ")
            try Self.write(
                Array(
                    "restored: \(summary.deliveries) deliveries. What destinations got since the copy was made they may get again, "
                        .utf8))
            try Self.write(Array("under the same ids: \(names.isEmpty ? "none has a place in it" : names)\n".utf8))
            return 0
        }
    }

    /// Copies a journal to another place, and says what it was.
    private func copy(_ place: JournalPlace, to target: JournalPlace) throws -> Int32 {
        if let path = place.path, !File.exists(path) {
            throw Problem(description: "\(path): there is no journal", status: 66)
        }
        let progress = Progress()
        func show(_ line: String) { try? File.standardError.write(Array("\r\(line)\u{1B}[K".utf8)[...]) }
        let message: String
        do throws(JournalError) {
            defer { if progress.hasShown { show("") } }
            let copied = try place.copy(to: target) { count in
                if let line = progress.line(count, { "\(count) rows, \($0) a second" }) { show(line) }
            }
            message =
                "copied: \(copied.deliveries) deliveries, \(copied.actions) actions. Set JOURNAL to the copy, and start no "
                + "function on the old one again: it would send what the copy sends\n"
        } catch {
            throw Problem(
                description: "\(place) to \(target): \(error)", status: error.kind == .configuration ? 78 : 1)
        }
        try Self.write(Array(message.utf8))
        return 0
    }

    private static func write(_ bytes: [UInt8]) throws {
        try File.standardOutput.write(bytes[...])
    }

    /// Asks the person at the terminal; nil if there is none.
    private static func confirm(_ question: String) -> Bool? {
        guard isatty(0) == 1 else { return nil }
        try? File.standardError.write(Array(question.utf8)[...])
        return readLine().map { ["y", "yes"].contains($0.lowercased()) } ?? false
    }
}
