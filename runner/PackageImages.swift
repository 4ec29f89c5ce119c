import ArgumentParser
import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Makes container images of functions.
struct PackageImages: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package",
        abstract: "Make a container image of each function.",
        usage: "learnhooks package [PLATFORM|FUNCTION]... [OPTION]...",
        discussion: """
            EXAMPLES
              learnhooks package knolyx/COURSE_COMPLETED instruqt
              learnhooks package --binary learnhooks-function --output images

            Each image is a file that podman load, docker load and skopeo take. The same program and the same certificates give the same \
            image, bit for bit.

            More: learnhooks help deploy.
            """)

    @Argument(
        help: "Platforms and functions, each for an image of its own (default: one image of everything).",
        completion: .list(functionNames))
    var functions: [String] = []

    @Option(
        help: ArgumentHelp(
            "The program, linked fully static (default: one that is built in the folder .build-static).",
            valueName: "file"),
        completion: .file())
    var binary: String?

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp(
            "The certificates of authorities, in PEM (default: this machine's, /\(Authorities.place)).",
            valueName: "file"),
        completion: .file())
    var authorities: String?

    @Option(help: ArgumentHelp("Where the images are put.", valueName: "directory"), completion: .directory)
    var output = "."

    func run() throws {
        let images = try FunctionImage.targets(named: functions).map { FunctionImage(target: $0) }
        let authorities = try Authorities(file: authorities)
        let program = try FunctionBinary(path: try binary ?? FunctionBinary.build())
        let layers = [try authorities.layer(), try program.layer()]
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        } catch {
            throw UsageError(description: "--output: \(output.printable): the directory cannot be made")
        }
        for image in images {
            let archive = ImageArchive(image, layers: layers, architecture: program.architecture)
            let path = "\(output)/\(image.name).tar"
            try File.writeWhole(archive.bytes, to: path, isPrivate: false)
            try write(Array("\(archive.digest)  \(path.printable)\n".utf8))
        }
    }
}
