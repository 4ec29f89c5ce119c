package import Journal
import LearnHooks

/// Where deliveries are kept before they are answered, and how long.
package struct JournalSettings: Sendable {
    /// The file, or the database.
    package var place: JournalPlace
    /// Whether this process brings rows to destinations; else it receives alone, and other replicas of the same database bring them.
    package var dispatches = true
    /// How long a replica has a shard of a database's journal to itself, unless it says that it lives.
    package var lease = Duration.seconds(30)
    /// How long things are kept.
    package var retention = Retention()

    /// A journal in memory.
    package static var inMemory: JournalSettings {
        var settings = JournalSettings(place: .memory)
        settings.retention.bytes = Int64(Configuration.journalBytes.lowerBound)
        return settings
    }
}

extension Configuration {
    /// Who runs the function: it decides when a journal is refused.
    package enum Operator: Sendable {
        /// A deployment, which strangers can reach.
        case deployment
        /// A person at the shell, on the machine before them.
        case person
    }

    /// Reads where the journal is: `JOURNAL`, `JOURNAL_MAX_BYTES`, `JOURNAL_LEASE`, `DISPATCH`.
    ///
    /// - Parameter operator: Who runs the function.
    /// - Throws: `ConfigurationError` if it is no path, or where something else that is set cannot be beside a journal.
    /// - Returns: The settings, or nil if nothing is kept.
    package func journal(for operator: Operator) throws(ConfigurationError) -> JournalSettings? {
        let most = try number("JOURNAL_MAX_BYTES", in: Self.journalBytes)
        guard let text = environment["JOURNAL"] else {
            for variable in ["JOURNAL_MAX_BYTES", "JOURNAL_LEASE", "DISPATCH"] where environment[variable] != nil {
                throw ConfigurationError(variable: variable, problem: "expected JOURNAL to be set too")
            }
            return nil
        }
        guard let place = JournalPlace(text) else {
            throw ConfigurationError(
                variable: "JOURNAL",
                problem:
                    "expected the path of a file, such as \(Deployment.folder)/journal.sqlite, or postgres://HOST/DATABASE"
            )
        }
        var settings = JournalSettings(place: place)
        settings.dispatches = try choice("DISPATCH") != YesOrNo.no
        settings.lease = .seconds(try number("JOURNAL_LEASE", in: 3...300) ?? 30)
        try refuseJournal(at: place, dispatches: settings.dispatches, for: `operator`)
        settings.retention.bytes = most.map(Int64.init) ?? settings.retention.bytes
        return settings
    }

    /// The least holds a few large deliveries and the space that is kept free for cursors.
    fileprivate static let journalBytes = (256 << 20)...(1 << 50)

    /// Returns why there can be no journal, or nil if there can be one.
    private func refuseJournal(
        at place: JournalPlace, dispatches: Bool, for operator: Operator
    ) throws(ConfigurationError) {
        func refuse(_ problem: String) throws(ConfigurationError) -> Never {
            throw ConfigurationError(variable: "JOURNAL", problem: problem)
        }
        let isFile = place.path != nil
        if isFile {
            for variable in ["DISPATCH", "JOURNAL_LEASE"] where environment[variable] != nil {
                throw ConfigurationError(
                    variable: variable, problem: "expected JOURNAL to be a database: only one process can use a file")
            }
        }
        // Their disks go with the instance, and nothing runs there between requests.
        if environment["AWS_LAMBDA_RUNTIME_API"] != nil || environment["K_SERVICE"] != nil, !isFile, dispatches {
            try refuse(
                "expected DISPATCH=no too: nothing runs here between requests, so other replicas have to deliver")
        }
        if environment["AWS_LAMBDA_RUNTIME_API"] != nil, isFile {
            try refuse(
                "expected not to be set on AWS Lambda, which keeps no file: set a destination, and Lambda retries")
        }
        if environment["K_SERVICE"] != nil, isFile {
            try refuse(
                "expected not to be set in a Knative service, whose disk goes with each revision: a broker keeps events there"
            )
        }
        if environment["DEAD_LETTERS"] != nil {
            try refuse(
                "DEAD_LETTERS is set, too: the journal keeps what could not be handled, so leave DEAD_LETTERS out")
        }
        if environment["ACTIONS_TO"] == "stdout" {
            try refuse(
                "ACTIONS_TO is stdout: with a journal, actions go to destinations, so set a URL, or leave it out")
        }
        if `operator` == .deployment, environment["LEARNHOOKS_UNSIGNED"] != nil {
            try refuse("LEARNHOOKS_UNSIGNED is set, too: whoever finds the address could fill the disk")
        }
    }

    /// Reads where a destination begins that has no cursor yet: `_FROM`, `beginning` or a time.
    func start(_ variables: DestinationVariables) throws(ConfigurationError) -> CursorStart {
        guard let text = variables.value(.from) else { return .end }
        if text == "beginning" { return .beginning }
        guard let time = Timestamp(text) else {
            throw ConfigurationError(
                variable: variables.variable(.from), problem: "expected beginning, or a time as in 2026-01-31T00:00:00Z"
            )
        }
        return .time(time.seconds * 1_000)
    }
}

/// The value of a variable that switches something on or off.
private enum YesOrNo: String, CaseIterable {
    case yes, no
}
