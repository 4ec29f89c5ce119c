import Foundation
import PackagePlugin

/// Writes the page's files as constants, so that the program needs no files at run time.
@main struct PageEmbedding: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = target.directoryURL.appending(path: "Page")
        let output = context.pluginWorkDirectoryURL.appending(path: "PageFiles.swift")
        let names = ["embed.sh", "inspector.html", "inspector.css", "inspector.js"]
        let inputs = names.map { folder.appending(path: $0) }
        return [
            .buildCommand(
                displayName: "Embedding the inspector's page", executable: URL(filePath: "/bin/sh"),
                arguments: [inputs[0].path, output.path] + inputs.dropFirst().map(\.path), inputFiles: inputs,
                outputFiles: [output])
        ]
    }
}
