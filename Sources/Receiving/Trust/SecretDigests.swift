import Crypto

extension [SHA256.Digest] {
    /// The place of the secret that is equal to some bytes, or nil if none is.
    ///
    /// Digests compare in constant time, and hide the length.
    func firstIndex(ofSecret bytes: some Sequence<UInt8>) -> Int? {
        firstIndex(of: SHA256.hash(data: [UInt8](bytes)))
    }
}
