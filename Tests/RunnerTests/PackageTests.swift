import Catalog
import Foundation
import LearnHooks
import Receiving
import Support
import Testing
import Traits

/// `package` of the built `learnhooks`, with a made program: whether the images are ones that run is for `Tests/Interop` to say.
@Suite(.blocking) struct PackageTests {
    private let learnhooks = Program("learnhooks")

    /// The header of a program for Linux, with so many segments of a kind.
    private func program(machine: UInt8 = 62, segment: UInt8 = 1, segments: UInt8 = 1, class: UInt8 = 2) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64 + 56 * Int(segments))
        bytes.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, `class`, 1])
        bytes[16] = 2
        bytes[18] = machine
        bytes[24] = 1
        bytes[32] = 64
        bytes[54] = 56
        bytes[56] = segments
        if segments > 0 { bytes[64] = segment }
        return bytes
    }

    private func write(_ bytes: [UInt8], to folder: Folder) throws -> String {
        try Data(bytes).write(to: folder.url.appending(path: "program"))
        return folder.path("program")
    }

    private func extract(_ archive: String, _ member: String) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["tar", "--extract", "--to-stdout", "--file", archive, member]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return data
    }

    private func json(_ data: Data) throws -> JSONNode { try JSONDocument(parsing: Array(data)).root }

    @Test func everyFunctionHasAnImageOfItsOwn() throws {
        let folder = try Folder()
        let binary = try write(program(), to: folder)
        let names = catalog.flatMap { [$0.name] + $0.functionNames }
        let outcome = try learnhooks.run(
            ["package", "--binary", binary, "--output", folder.path("images")] + names, input: Data())
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == names.count)
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path("images"))).count == names.count)
        for (line, name) in zip(lines, names) {
            #expect(line.contains(/^sha256:[0-9a-f]{64}  .*\/learnhooks-[a-z0-9-]+\.tar$/), "\(line)")
            let archive = String(line.split(separator: " ").last ?? "")
            // The digest is the manifest's, the manifest names the configuration, and that the function.
            let digest = String(line.dropFirst("sha256:".count).prefix(64))
            let manifest = try extract(archive, "blobs/sha256/\(digest)")
            #expect(Digest.sha256(Array(manifest)) == digest)
            let configDigest = try #require(json(manifest)["config"]?["digest"]?.string).dropFirst("sha256:".count)
            let configuration = try json(extract(archive, "blobs/sha256/\(configDigest)"))
            #expect(configuration["config"]?["Cmd"]?.elements.map(\.string) == [name])
            #expect(configuration["architecture"]?.string == "amd64")
        }
    }

    @Test func aFunctionThatIsNamedTwiceIsPackedOnce() throws {
        let folder = try Folder()
        let binary = try write(program(), to: folder)
        let outcome = try learnhooks.run(
            "package", "--binary", binary, "--output", folder.url.path, "knolyx", "falkor", "knolyx")
        #expect(outcome.output.split(separator: "\n").count == 2)
    }

    @Test func theWholeHasNoCommand() throws {
        let folder = try Folder()
        let binary = try write(program(machine: 183), to: folder)
        let outcome = try learnhooks.run("package", "--binary", binary, "--output", folder.url.path)
        #expect(outcome.status == 0)
        let manifest = try json(extract(folder.path("learnhooks.tar"), "manifest.json"))
        let path = try #require(manifest.elements.first { _ in true }?["Config"]?.string)
        let configuration = try json(extract(folder.path("learnhooks.tar"), path))
        #expect(configuration["config"]?["Cmd"] == nil)
        #expect(configuration["architecture"]?.string == "arm64")
        #expect(configuration["config"]?["User"]?.string == "65532:65532")
    }

    /// A volume that is new takes over whose the folder is.
    @Test func theFolderOfWhatIsKeptIsItsUsers() throws {
        let folder = try Folder()
        let binary = try write(program(), to: folder)
        #expect(try learnhooks.run("package", "--binary", binary, "--output", folder.url.path).status == 0)
        let manifest = try json(extract(folder.path("learnhooks.tar"), "manifest.json"))
        let layers = try #require(manifest.elements.first { _ in true }?["Layers"]).elements.compactMap(\.string)
        // The authorities have a layer of their own, before the program's.
        let layer = try #require(layers.last)
        try extract(folder.path("learnhooks.tar"), layer).write(to: folder.url.appending(path: "layer"))
        let outcome = try Program("/usr/bin/env").run(
            "tar", "--list", "--verbose", "--numeric-owner", "--gzip", "--file", folder.path("layer"))
        let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.map { $0.last } == ["learnhooks-function", "var/", "var/lib/", "var/lib/learnhooks/"])
        #expect(lines.map { $0[1] } == ["0/0", "0/0", "0/0", "65532/65532"])
        #expect(lines.map { $0[0] } == ["-rwxr-xr-x", "drwxr-xr-x", "drwxr-xr-x", "drwxr-xr-x"])
    }

    @Test func theSameProgramGivesTheSameImage() throws {
        let folder = try Folder()
        let binary = try write(program(), to: folder)
        var archives: [Data] = []
        for output in ["a", "b"] {
            let outcome = try learnhooks.run(
                "package", "--binary", binary, "--output", folder.path(output), "knolyx/PING")
            #expect(outcome.status == 0)
            archives.append(try Data(contentsOf: folder.url.appending(path: "\(output)/learnhooks-knolyx-ping.tar")))
            // Neither the time nor the place counts.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: binary)
        }
        #expect(archives[0] == archives[1])
    }

    /// The authorities are a layer of their own, by which an image's digest can be had again elsewhere.
    @Test func authoritiesAreALayerOfTheirOwn() throws {
        let folder = try Folder()
        let binary = try write(program(), to: folder)
        let (authority, other) = (try Authority(), try Authority())
        var digests: [String] = []
        for file in [authority.path, other.path] {
            let outcome = try learnhooks.run(
                "package", "--binary", binary, "--output", folder.url.path, "--ca-file", file, "knolyx")
            #expect(outcome.status == 0)
            #expect(try outcome.errors.contains("sha256:\(Digest.sha256(Data(contentsOf: URL(filePath: file))))"))
            digests.append(outcome.output)
        }
        #expect(digests[0] != digests[1])
        let again = try learnhooks.run(
            "package", "--binary", binary, "--output", folder.url.path, "--ca-file", authority.path, "knolyx")
        #expect(again.output == digests[0])
        let layers = try #require(
            json(extract(folder.path("learnhooks-knolyx.tar"), "manifest.json")).elements.first { _ in true }?["Layers"]
        )
        let layer = try extract(
            folder.path("learnhooks-knolyx.tar"), #require(layers.elements.first { _ in true }?.string))
        try layer.write(to: folder.url.appending(path: "layer.tar"))
        #expect(
            try extract(folder.path("layer.tar"), "etc/ssl/certs/ca-certificates.crt")
                == Data(contentsOf: URL(filePath: authority.path)))
        for (file, status) in [("/no/such", Int32(66)), ("/dev/null", 64)] {
            let outcome = try learnhooks.run(
                "package", "--binary", binary, "--output", folder.url.path, "--ca-file", file)
            #expect(outcome.status == status)
        }
    }

    @Test func whatDoesNotRunInAnEmptyImageIsRefused() throws {
        var (relocatable, tooLong) = (program(), program())
        relocatable[16] = 1
        // A segment that ends behind the file.
        tooLong[64 + 33] = 1
        for (bytes, message) in [
            (program(segment: 3), "linked to the system's libraries"), (program(machine: 3), "x86-64 or AArch64"),
            (program(class: 1), "a program for Linux, of 64 bits"), (Array("#!/bin/sh\n".utf8), "a program for Linux"),
            (relocatable, "another kind of ELF file"), (tooLong, "a file that is cut off"), ([], "a program for Linux"),
            (Array(program().prefix(40)), "a file that is cut off"),
        ] as [([UInt8], String)] {
            let folder = try Folder()
            let outcome = try learnhooks.run(
                "package", "--binary", write(bytes, to: folder), "--output", folder.url.path)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
    }

    @Test(arguments: [
        (["--binary", "/nowhere/at/all"], Int32(66), "/nowhere/at/all: No such file"),
        (["nolyx"], 64, "did you mean knolyx?"),
        (["--output", "/dev/null/x"], 64, "--output: /dev/null/x: the directory cannot be made"),
    ])
    func whatCannotBeDoneIsSaid(arguments: [String], status: Int32, message: String) throws {
        let folder = try Folder()
        let binary = arguments[0] == "--binary" ? [] : ["--binary", try write(program(), to: folder)]
        let outcome = try learnhooks.run(["package"] + binary + arguments, input: Data())
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func outsideTheProjectItAsksForAProgram() throws {
        let folder = try Folder()
        let process = learnhooks.process(["package", "--output", folder.url.path])
        process.currentDirectoryURL = folder.url
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let errors = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
        #expect(errors.contains("or --binary FILE"))
    }
}
