import FunctionRuntime
import LearnHooks
import Receiving

/// The authorities that the program of an image verifies servers by: a file of certificates, where Linux has it.
struct Authorities {
    /// Where they are in an image, without the slash before it.
    static let place = "etc/ssl/certs/ca-certificates.crt"

    private let bytes: [UInt8]

    /// Reads a file of certificates in PEM.
    ///
    /// - Parameter file: Its path; that of this machine's authorities where nil.
    /// - Throws: `FileError` if it cannot be read, `UsageError` if there is no file, or no certificate in it.
    init(file: String?) throws {
        let path = file ?? "/\(Self.place)"
        do throws(FileError) {
            bytes = try File(reading: path).readToEnd(limit: 16 << 20)
        } catch {
            guard file == nil else { throw error }
            throw UsageError(
                description: "/\(Self.place): this machine has no certificates of authorities: expected --ca-file FILE")
        }
        guard bytes.firstRange(of: "-----BEGIN CERTIFICATE-----".utf8) != nil else {
            throw UsageError(description: "\(path.printable): expected certificates in PEM")
        }
        say("authorities: \(path.printable), sha256:\(Digest.sha256(bytes))")
    }

    /// Packs them as a layer of their own.
    ///
    /// - Throws: `UsageError` if it cannot be compressed.
    func layer() throws -> ImageArchive.Layer {
        var archive = TarArchive()
        let folders = Self.place.split(separator: "/").dropLast()
        for count in 1...folders.count {
            archive.add(folders.prefix(count).joined(separator: "/") + "/", nil, mode: 0o755)
        }
        archive.add(Self.place, bytes)
        archive.finish()
        return try ImageArchive.Layer(archive)
    }
}
