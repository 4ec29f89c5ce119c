import LearnHooks
import Receiving

/// A folder that keeps deliveries which could not be handled, one file each, as recorded deliveries.
///
/// A repeat replaces the first file, because the name is made of the body.
public struct DeadLetterFolder: Sendable {
    private let path: String

    /// Names the folder.
    ///
    /// - Throws: `FileError` if no file can be made in it.
    public init(path: String) throws(FileError) {
        self.path = path
        try File.probe(directory: path)
    }

    /// Keeps a delivery.
    ///
    /// - Throws: `FileError` if it cannot be written.
    /// - Returns: The path of its file.
    @discardableResult
    func keep(_ delivery: Delivery, at arrival: Timestamp, from platform: String?) throws(FileError) -> String {
        let name = "\(path)/\(platform ?? "event")-\(Digest.sha256(delivery.body).prefix(32)).json"
        try RecordedDelivery(delivery, at: arrival).write(privatelyTo: name)
        return name
    }
}
