import LearnHooks
import Receiving

/// A folder that keeps deliveries which could not be handled, one file each, as recorded deliveries.
///
/// A delivery that is sent again takes the place of its first: the name is made of its body.
public struct DeadLetterFolder: Sendable {
    private let path: String

    /// Names the folder.
    ///
    /// - Throws: `FileError` where no file can be made in it.
    public init(path: String) throws(FileError) {
        self.path = path
        try File.probe(directory: path)
    }

    /// Keeps a delivery.
    ///
    /// - Throws: `FileError` when it cannot be written.
    /// - Returns: The path of its file.
    @discardableResult
    func keep(_ delivery: Delivery, at arrival: Timestamp, from platform: String?) throws(FileError) -> String {
        let name = "\(path)/\(platform ?? "event")-\(Digest.sha256(delivery.body).prefix(32)).json"
        try RecordedDelivery(delivery, at: arrival).write(privatelyTo: name)
        return name
    }
}
