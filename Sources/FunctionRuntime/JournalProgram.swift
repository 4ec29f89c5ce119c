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

    /// Reads what is asked.
    ///
    /// - Parameters:
    ///   - words: The words behind `journal`.
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
        guard let text = arguments.path ?? environment["JOURNAL"].flatMap({ $0.isEmpty ? nil : $0 }),
            let place = JournalPlace(text)
        else {
            throw Problem(
                description:
                    "expected the journal's file, or postgres://HOST/DATABASE, in JOURNAL, or behind --journal",
                status: 64)
        }
        // Whoever is on this machine can read a command line.
        if case .database(let url) = place, arguments.path != nil,
            url.contains("password=") || url.contains(#/://[^/@?]*:[^/?]*@/#)
        {
            throw Problem(
                description: "--journal: expected a URL without a password: set JOURNAL, or a password file", status: 64
            )
        }
        access = try JournalAccess(place, Configuration(environment, for: catalog, of: catalog))
    }

    /// Does it.
    ///
    /// - Returns: The status that the program ends with.
    /// - Throws: `Problem`, or `FileError` where standard output cannot be written.
    package func run() throws -> Int32 {
        if let file = arguments.fileToRestore {
            guard let path = access.place.path else {
                throw Problem(description: "a database is restored by pg_restore, from what pg_dump made", status: 64)
            }
            return try restore(from: file, to: path)
        }
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

    private static func write(_ bytes: [UInt8]) throws {
        try File.standardOutput.write(bytes[...])
    }

    /// Asks the person at the terminal; nil where there is none.
    private static func confirm(_ question: String) -> Bool? {
        guard isatty(0) == 1 else { return nil }
        try? File.standardError.write(Array(question.utf8)[...])
        return readLine().map { ["y", "yes"].contains($0.lowercased()) } ?? false
    }
}
