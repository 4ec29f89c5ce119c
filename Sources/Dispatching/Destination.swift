package import Calling
package import HTTPClient
package import Journal

/// Where rows are sent: what is configured of it.
///
/// It holds secrets, and shows nothing of itself to whatever prints it.
package struct Destination: Sendable, CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    package var description: String { "<redacted>" }
    /// Shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Its name, in lower case.
    package let name: String
    /// Where it is: read anew where it stands in a file, and then perhaps unreadable.
    package let address: WatchedFiles<HTTPAddress>
    /// How rows are written for it.
    package let format: DestinationFormat
    /// What it takes.
    package var filter = DestinationFilter()
    /// What `Authorization` says, if anything: a secret.
    package var authorization: WatchedFiles<String>?
    /// Signs requests, where it asks for that.
    package var sign: (@Sendable (_ ids: [String], _ body: [UInt8]) -> [(name: String, value: String)])?
    /// The authorities that its certificate is verified by.
    package var roots: TrustRoots?
    /// The most seconds until it has answered.
    package var seconds = 7
    /// The most rows of a request.
    package var batch: Int
    /// The most requests at a time.
    package var concurrency = 16
    /// The most requests a second; nil where nothing is said.
    package var rate: Int?
    /// Who says who the learners of its actions are, where it asks for names.
    package var directory: LearnerDirectory?
    /// Where it begins in a journal that does not know it.
    package var from = CursorStart.end

    /// The URL without its path, which can be a secret.
    package var origin: String { (try? address.value())?.origin ?? "" }

    /// Whether TLS is spoken with it.
    package var isSecure: Bool { (try? address.value())?.isSecure == true }

    /// Creates a destination that takes everything.
    package init(name: String, address: WatchedFiles<HTTPAddress>, format: DestinationFormat) {
        self.name = name
        self.address = address
        self.format = format
        batch = format.name.batch
    }
}

extension Destination {
    /// Whether a row is meant for it.
    package func takes(_ row: Row) -> Bool {
        switch row {
        case .action: !format.name.isOfDeliveries && filter.takes(row)
        case .delivery: format.name.isOfDeliveries && filter.takes(row)
        }
    }

    /// Whether its format has something for a row.
    package func covers(_ row: Row) -> Bool {
        if case .action(let action) = row { format.covers(action) } else { true }
    }
}
