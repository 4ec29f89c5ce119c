import FunctionRuntime
import HTTPClient
import LearnHooks
import Receiving

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The secrets that a server at a port of this machine made for its run, in a file that its user alone can read.
///
/// `serve` leaves it while it runs, for `simulate` and `sign`. One that a killed server left behind opens nothing.
struct RunSecrets {
    private let path: String

    /// Names the file of a port.
    ///
    /// - Throws: `UsageError` if the directory cannot be made, or others could put a file into it.
    init(port: Int) throws {
        let user = geteuid()
        let directory = FileManager.default.temporaryDirectory.path + "/learnhooks-\(user)"
        let isPrivate: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try? FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: false, attributes: isPrivate)
        var found = stat()
        // The system copies the path before the call returns; the structure is large enough for what it fills in by its type.
        // This does not follow a link.
        guard unsafe lstat(directory, &found) == 0, found.st_mode & S_IFMT == S_IFDIR, found.st_uid == user,
            found.st_mode & 0o077 == 0
        else {
            throw UsageError(description: "\(directory.printable): expected a directory of this user's alone")
        }
        path = "\(directory)/\(port).secrets"
    }

    /// Names the file of the server at a URL; nil if the URL is none, or another machine's.
    init?(url: String) {
        guard let address = try? HTTPAddress(url), address.host.isLoopback else { return nil }
        try? self.init(port: address.port)
    }

    /// Writes the secrets.
    ///
    /// - Parameter texts: The secrets as a person types them, by the platform's name.
    /// - Throws: `FileError` if they cannot be written.
    func leave(_ texts: [String: String]) throws(FileError) {
        let lines = texts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }
        try File.writeWhole(Array(lines.joined().utf8), to: path, isPrivate: true)
    }

    /// Removes the file.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The secrets that were left, by the platform's name, or none if there is no file.
    var secrets: [String: [Secret]] {
        guard let file = try? File(reading: path), let bytes = try? file.readToEnd(limit: 1 << 16) else { return [:] }
        var secrets: [String: [Secret]] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { secrets[String(parts[0])] = [Secret(String(parts[1]))] }
        }
        return secrets
    }
}

extension String {
    /// Whether a host is this machine alone.
    var isLoopback: Bool {
        self == "localhost" || self == "::1"
            || (hasPrefix("127.") && allSatisfy { "0123456789.".contains($0) })
    }
}
