import Synchronization

/// The content of some files, read again when they change; if they cannot be read then, the old content stays.
package final class WatchedFiles<Value: Sendable>: Sendable {
    private struct Content {
        var stamps: [FileStamp?]
        var value: Value
    }

    private let paths: [String]
    private let read: @Sendable () throws -> Value
    private let content = Mutex<Content?>(nil)

    /// Names the files, and reads nothing yet.
    ///
    /// - Parameters:
    ///   - paths: The files.
    ///   - read: Reads them.
    package init(_ paths: [String], read: @escaping @Sendable () throws -> Value) {
        self.paths = paths
        self.read = read
    }

    /// Returns what the files say now.
    ///
    /// - Throws: What reading throws, where they were never read before.
    package func value() throws -> Value {
        try content.withLock { content in
            // Taken before the files are read: one that changes meanwhile is read once more.
            let stamps = paths.map { FileStamp($0) }
            if let content, content.stamps == stamps { return content.value }
            do {
                let value = try read()
                content = Content(stamps: stamps, value: value)
                return value
            } catch {
                guard var kept = content else { throw error }
                // Files that cannot be read are not read again until they change.
                kept.stamps = stamps
                content = kept
                return kept.value
            }
        }
    }
}
