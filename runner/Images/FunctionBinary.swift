import FunctionRuntime
import LearnHooks

/// The program that goes into images: one that needs no library of the system's.
struct FunctionBinary {
    let bytes: [UInt8]
    /// The processor that it is for, by the name that Go gives it.
    let architecture: String

    private static let largest = 512 << 20

    /// Reads a program.
    ///
    /// - Throws: `FileError` if it cannot be read, `UsageError` if it does not run in an empty image.
    init(path: String) throws {
        bytes = try File(reading: path).readToEnd(limit: Self.largest)
        architecture = try Self.architecture(of: bytes, path: path.printable)
    }

    /// Looks at the header of the program, and at its segments.
    ///
    /// Source: System V ABI, Object Files, ELF Header and Program Header.
    private static func architecture(of bytes: [UInt8], path: String) throws -> String {
        // 64 bits, little-endian, as every processor that Swift supports on Linux.
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let machine = bytes.number(at: 18, size: 2) else {
            throw UsageError(description: "\(path): expected a program for Linux, of 64 bits")
        }
        let names = [62: "amd64", 183: "arm64"]
        guard let name = names[machine] else {
            throw UsageError(description: "\(path): expected a program for x86-64 or AArch64")
        }
        let (executable, positionIndependent) = (2, 3)
        guard let type = bytes.number(at: 16, size: 2), [executable, positionIndependent].contains(type),
            let entry = bytes.number(at: 24, size: 8), entry != 0
        else { throw UsageError(description: "\(path): expected a program, found another kind of ELF file") }
        guard let start = bytes.number(at: 32, size: 8), let size = bytes.number(at: 54, size: 2),
            let count = bytes.number(at: 56, size: 2)
        else { throw UsageError(description: "\(path): expected a program, found a file that is cut off") }
        let interpreter = 3
        for segment in (0..<count).map({ start &+ $0 &* size }) {
            guard let kind = bytes.number(at: segment, size: 4), let offset = bytes.number(at: segment &+ 8, size: 8),
                let length = bytes.number(at: segment &+ 32, size: 8), (0...bytes.count).contains(offset &+ length)
            else { throw UsageError(description: "\(path): expected a program, found a file that is cut off") }
            guard kind != interpreter else {
                throw UsageError(
                    description: "\(path): it is linked to the system's libraries, and an image has none: build it "
                        + "with -static-executable")
            }
        }
        return name
    }

    /// Builds the program in the project's folder, fully static, in a scratch folder of its own.
    ///
    /// - Throws: `UsageError` if this is no such folder, or it cannot be built.
    /// - Returns: The path.
    static func build() throws -> String {
        guard let manifest = try? File(reading: "Package.swift").readToEnd(limit: 1 << 20),
            String(decoding: manifest, as: UTF8.self).contains("\"\(FunctionImage.program)\"")
        else {
            throw UsageError(description: "expected to be run in the folder of LearnHooks' sources, or --binary FILE")
        }
        let scratch = ".build-static"
        // With this variable, Package.swift links SQLite statically.
        let command = [
            "LEARNHOOKS_STATIC=1", "swift", "build", "--configuration", "release", "--product", FunctionImage.program,
            "--scratch-path",
            scratch,
            "--static-swift-stdlib", "-Xswiftc", "-static-executable", "-Xlinker", "-s",
        ].joined(separator: " ")
        say("building: \(command)")
        guard Shell.run("\(command) >&2") else {
            throw UsageError(
                description:
                    "it could not be built; where libsqlite3.a was not found, install libsqlite3-dev (Debian), "
                    + "sqlite-static (Alpine)")
        }
        return "\(scratch)/release/\(FunctionImage.program)"
    }

    /// Packs the program as the layer that all images share.
    ///
    /// - Throws: `UsageError` if it cannot be compressed.
    func layer() throws -> ImageArchive.Layer {
        var archive = TarArchive()
        archive.add(FunctionImage.program, bytes, mode: 0o755)
        // A new volume takes over the folder's owner.
        let folders = Deployment.folder.split(separator: "/")
        for count in 1...folders.count {
            let path = folders.prefix(count).joined(separator: "/") + "/"
            archive.add(path, nil, mode: 0o755, owner: count == folders.count ? FunctionImage.userNumber : 0)
        }
        archive.finish()
        return try ImageArchive.Layer(archive)
    }
}

extension [UInt8] {
    /// A number of some bytes, the lowest first, or nil if they are not there.
    fileprivate func number(at offset: Int, size: Int) -> Int? {
        guard offset >= 0, offset <= count - size else { return nil }
        return self[offset..<(offset + size)].reversed().reduce(0) { $0 &<< 8 | Int($1) }
    }
}
