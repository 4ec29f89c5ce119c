/// An archive of files, which depends on their names and bytes alone.
///
/// Source: POSIX.1-2017, pax, ustar interchange format.
struct TarArchive {
    private(set) var bytes: [UInt8] = []
    private static let block = 512

    /// Adds a file, or where there are no bytes to it a directory.
    ///
    /// - Parameters:
    ///   - name: The path, of 100 bytes at most.
    ///   - contents: The bytes, or nil for a directory.
    ///   - mode: Who may do what with it.
    ///   - owner: The number of the user and the group whose it is: root's unless it is said.
    mutating func add(_ name: String, _ contents: [UInt8]?, mode: Int = 0o644, owner: Int = 0) {
        precondition(name.utf8.count <= 100, "a name of more than 100 bytes")
        var header = [UInt8](repeating: 0, count: Self.block)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        put(name, at: 0)
        put(Self.octal(mode, digits: 7), at: 100)
        put(Self.octal(owner, digits: 7), at: 108)
        put(Self.octal(owner, digits: 7), at: 116)
        put(Self.octal(contents?.count ?? 0, digits: 11), at: 124)
        // Every file has the time 0, so the archive depends only on names and bytes.
        put(Self.octal(0, digits: 11), at: 136)
        put(contents == nil ? "5" : "0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        // The checksum is computed with spaces in its own field.
        let sum = header.reduce(0) { $0 + Int($1) } + 8 * 0x20
        put(Self.octal(sum, digits: 6), at: 148)
        header[155] = 0x20
        bytes += header
        guard let contents else { return }
        bytes += contents
        bytes += [UInt8](repeating: 0, count: (Self.block - contents.count % Self.block) % Self.block)
    }

    /// Ends the archive.
    mutating func finish() {
        bytes += [UInt8](repeating: 0, count: 2 * Self.block)
    }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
