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
        abstract: "Make a container image of each function, without a container engine.",
        discussion: """
            Each image is a file that podman load, docker load and skopeo take. All share one layer, which holds \
            learnhooks-function and nothing else; what tells them apart is their command, the function. The same program \
            gives the same images, bit for bit. Printed are each image's digest and file.

            EXAMPLES
              learnhooks package knolyx/COURSE_COMPLETED instruqt
              learnhooks package --binary learnhooks-function --output images
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

    @Option(help: ArgumentHelp("Where the images are put.", valueName: "directory"), completion: .directory)
    var output = "."

    func run() throws {
        let images = try FunctionImage.targets(named: functions).map { FunctionImage(target: $0) }
        let layer = try FunctionBinary(path: try binary ?? FunctionBinary.build()).layer()
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        } catch {
            throw UsageError(description: "--output: \(output.printable): no directory can be made")
        }
        for image in images {
            let archive = ImageArchive(image, layer: layer)
            let path = "\(output)/\(image.name).tar"
            try File.writeWhole(archive.bytes, to: path, isPrivate: false)
            try write(Array("\(archive.digest)  \(path.printable)\n".utf8))
        }
    }
}
