import FunctionRuntime
import LearnHooks
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Keeps each delivery as a recorded one: a file of its own, in the order of arrival, for its owner alone.
final class DeliveryRecorder: Sendable {
    private let directory: String
    private let count = Atomic(0)

    /// Makes the directory if there is none.
    ///
    /// - Throws: `UsageError` if there can be none.
    init(directory: String) throws {
        self.directory = directory
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try File.probe(directory: directory)
        } catch {
            throw UsageError(description: "--record: \(directory.printable): expected a writable directory")
        }
    }

    /// Keeps a delivery, and reports a failure.
    func record(_ report: DeliveryReport) {
        // The events of one request are one delivery.
        guard report.index == 0 else { return }
        let number = count.add(1, ordering: .relaxed).newValue
        let time = report.arrival.description.replacing(":", with: "")
        let name = "\(directory)/\(time)-\(number)-\(report.platform ?? "unknown").json"
        do throws(FileError) {
            try RecordedDelivery(report.delivery, at: report.arrival).write(privatelyTo: name)
        } catch {
            say("\(error)")
        }
    }
}
