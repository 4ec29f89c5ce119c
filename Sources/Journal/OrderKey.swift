package import LearnHooks
import Receiving

/// Of which rows the order is kept: those of a learner, else of what was acted upon; what is about a platform stands alone.
package struct OrderKey: Sendable, Hashable {
    /// The key: what a platform sent is in it, so it is bytes and no text.
    package let bytes: [UInt8]

    /// How many shards the log has: as many as the first four bits of a digest can tell apart.
    package static let shards = 16

    /// Creates the key of an action.
    package init(_ action: IdentifiedAction) {
        let object = action.action.object
        if let learner = action.partitionKey {
            self.init(source: action.source, learner: learner)
        } else if object.type == Action.Object.platform(action.event.platform).type {
            self.init(action.id)
        } else {
            self.init("\(action.source)\0\(object.type)/\(object.id ?? "")")
        }
    }

    /// Creates the key of all that is said of a learner.
    ///
    /// - Parameters:
    ///   - source: The platform's origin.
    ///   - learner: The learner's account name, as a partition key has it.
    package init(source: String, learner: String) {
        self.init("\(source)\0\(learner)")
    }

    /// Creates the key of what stands alone, by its id.
    package init(_ text: String) {
        self.init(bytes: Array(text.utf8))
    }

    /// Takes a key as it was kept.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The shard that its rows are in, from 0: the first four bits of the key's SHA-256.
    package var shard: Int { Digest.sha256(bytes).first?.hexDigitValue ?? 0 }
}
