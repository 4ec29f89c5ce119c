import Dispatching
import Journal
import LearnHooks
import Receiving

extension DeliveredBody {
    /// Takes the body of a delivery that was handled.
    ///
    /// Its id is made of what a repeat has in common with it: of the source, of what the sender calls the message, and of the
    /// body, without which another body of that name would be taken for a repeat.
    ///
    /// - Parameters:
    ///   - bytes: The body.
    ///   - mediaType: Its media type.
    ///   - event: The event that it brings, as far as its receipt says.
    ///   - id: What its sender calls the message, where the scheme has that.
    ///   - source: The platform's origin.
    init(_ bytes: [UInt8], _ mediaType: String, _ event: EventReference, id: String?, source: String) {
        let digest = Digest.sha256(bytes)
        var name = JSONWriter()
        name.array { name in
            for part in [source, id ?? event.id ?? digest, digest] { name.string(part) }
        }
        self.init(
            id: UUIDv5.text(of: name.bytes), source: source, event: event, mediaType: mediaType, bytes: bytes)
    }
}

extension Delivery {
    /// What its sender calls the message, where its platform signs as Standard Webhooks has it.
    func messageID(of platform: Platform?) -> String? {
        guard case .standardWebhooks(let prefixes) = platform?.trust else { return nil }
        return prefixes.lazy.compactMap { headers(named: "\($0)id").first }.first
    }

    /// The media type of the body: two platforms document none, and a body that was handled is JSON.
    var mediaType: String {
        let types = headers(named: "content-type")
        return types.count == 1 && types[0].isHeaderText ? types[0] : "application/json"
    }
}

extension [UInt8] {
    /// The type of the event that a body brings.
    var eventType: String? {
        do throws(JSONError) {
            return try JSONDocument(parsing: self).root["type"]?.string
        } catch {
            return nil
        }
    }
}

extension String {
    /// Whether a header of our own may hold the text.
    fileprivate var isHeaderText: Bool { !isEmpty && utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}
