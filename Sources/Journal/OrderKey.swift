package import LearnHooks
import Receiving

/// Of which rows the order is kept: those of a learner, else of what was acted upon; what is about a platform stands alone.
///
/// It is a digest: whom the journal is about does not stand in each of its rows, and what is forgotten needs no other one.
package struct OrderKey: Sendable, Hashable {
    /// The first 16 bytes of the SHA-256 of the text that the key is made of.
    package let bytes: [UInt8]

    /// How many shards the log has: as many as the first four bits of a digest can tell apart.
    package static let shards = 16

    /// Creates the key of an action.
    package init(_ action: IdentifiedAction) {
        let object = action.action.object
        if let learner = action.partitionKey {
            self.init(source: action.source, learner: learner)
        } else if object.type == .platform {
            self.init(action.id)
        } else {
            self.init("\(action.source)\0\(object.type.name)/\(object.id ?? "")")
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
        self.init(bytes: Array(Digest.sha256Bytes(text.utf8).prefix(16)))
    }

    /// Takes a key as it was kept.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The shard that its rows are in, from 0: the first four bits of the digest.
    package var shard: Int { Int((bytes.first ?? 0) >> 4) }
}

extension OrderKey {
    /// The keys that a learner can have: by the account name, and where it is an address by its digest.
    package static func all(of learner: String, source: String) -> [OrderKey] {
        let digest = learner.contains("@") ? [Digest.sha256(learner.lowercased().utf8)] : []
        return ([learner] + digest).map { OrderKey(source: source, learner: $0) }
    }
}
