import ArgumentParser
import Calling
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

/// Adds the learners' names to the actions of standard input, and passes on every other line as it is.
struct Enrich {
    private let directory: LearnerDirectory
    private var hasFailed = false

    /// The most bytes of one action.
    private static let mostBytes = 32 << 20

    /// Creates a filter; nil for an API that says nothing of learners.
    init?(_ api: PlatformAPI) throws {
        guard api.names != nil else { return nil }
        let account = try readConfiguration(for: try Target(nil, in: catalog)).account(of: api)
        let caller = Caller(api, account)
        guard let directory = LearnerDirectory(api, settings: account.settings, caller: caller) else { return nil }
        self.directory = directory
    }

    /// - Throws: `FileError` if the input cannot be read, or the output not written.
    mutating func run() throws {
        var splitter = JSONSplitter(limit: Self.mostBytes)
        var isLast = false
        while !isLast {
            let bytes = try File.standardInput.read(upTo: 1 << 16)
            isLast = bytes.isEmpty
            splitter.append(bytes)
            for piece in splitter.pieces(isLast: isLast) { try pass(piece) }
        }
        if hasFailed { throw ExitCode.refused }
    }

    private mutating func pass(_ piece: JSONSplitter.Piece) throws {
        switch piece {
        case .value(let document, _):
            let event = document.root
            try write((named(event.value)?.written ?? Array(event.bytes)) + [0x0A])
        case .refused(let error):
            say("standard input:\(error.location?.line ?? 1): \(error)")
            hasFailed = true
        case .refusedBytes, .refusedEnd: break
        }
    }

    /// The action with its learner's names, or nil if nothing is added.
    private func named(_ event: JSONValue) -> JSONValue? {
        guard let unnamed = UnnamedLearner(of: event, directory.api) else { return nil }
        let findings = directory.find([unnamed])
        // The action is printed without names.
        if let problem = findings.problem { say(problem.description) }
        return findings.learners.first?.map { event.naming($0) } ?? nil
    }
}
