import FunctionRuntime
import LearnHooks

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

/// Programs that every system has.
enum Shell {
    /// Runs a command line; whether it ended well.
    static func run(_ command: String) -> Bool {
        // The system copies the text.
        unsafe system(command) == 0
    }

    /// Compresses bytes without a name and a time, so the result depends only on them.
    ///
    /// - Throws: `UsageError` if there is no gzip, `FileError` where nothing can be written in the temporary folder.
    static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.path + "/learnhooks-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        } catch {
            throw UsageError(description: "\(folder): no file can be made in the temporary folder")
        }
        try File.writeWhole(bytes, to: "\(folder)/layer", isPrivate: true)
        guard run("gzip -n -9 \("\(folder)/layer".quotedForShell)") else {
            throw UsageError(description: "gzip failed: it must be installed, with space in the temporary folder")
        }
        return try File(reading: "\(folder)/layer.gz").readToEnd(limit: .max)
    }
}
