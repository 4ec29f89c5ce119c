#if PostgreSQL
    import Foundation
    import Support

    @testable import PostgreSQLJournal

    /// A PostgreSQL server of the tests' own, and databases in it.
    final class DatabaseServer: Sendable {
        /// The one that all tests share; nil where none is installed.
        static let shared = Result { try DatabaseServer() }

        private let folder: String
        private let port: Int
        /// Holds the server: it ends when this is closed.
        private let input = Pipe()

        private init() throws {
            // A port that was free a moment ago.
            port = try TestServer { _, _ in .close }.port
            let (process, output) = (Process(), Pipe())
            process.executableURL = Project.root.appending(path: "Tests/Interop/postgresql_server.sh")
            process.arguments = ["\(port)", "fsync=off", "max_connections=200", "shared_buffers=32MB"]
            process.standardInput = input
            process.standardOutput = output
            // Whoever waits for this program waits for all that has its standard error.
            process.standardError = FileHandle.nullDevice
            try process.run()
            var line = Data()
            while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8)
            {
                line += byte
            }
            folder = String(decoding: line, as: UTF8.self)
            guard !folder.isEmpty else { throw NoServer() }
        }

        /// No server could be started: what is wrong it has said.
        struct NoServer: Error {}

        /// Makes an empty database, and returns its URL.
        static func makeDatabase() throws -> String {
            let server = try shared.get()
            let name = "test_\(UUID().uuidString.prefix(8).lowercased())"
            try server.run("CREATE DATABASE \(name)")
            return server.url(name)
        }

        private func url(_ database: String) -> String {
            "postgresql://learnhooks@/\(database)?host=\(folder)&port=\(port)"
        }

        /// The same database, at the port of loopback.
        static func overTCP(_ url: String) throws -> String {
            url.replacing("host=\(try shared.get().folder)", with: "host=127.0.0.1")
        }

        /// Does something as a person would, in a database that is always there.
        private func run(_ sql: String) throws {
            try Database(url: url("postgres")) { _ in }.run(at: sql)
        }

        /// Does something as a person would, in the database of a URL.
        static func run(_ sql: String, in url: String) throws { try Database(url: url) { _ in }.run(at: sql) }

        /// The number that a query has as its only result.
        static func number(_ sql: String, in url: String) throws -> Int64 {
            let database = Database(url: url) { _ in }
            try database.connect()
            return try database.number(sql)
        }
    }

    extension Database {
        fileprivate func run(at sql: String) throws {
            try connect()
            run(sql)
            try flush()
        }
    }
#endif
