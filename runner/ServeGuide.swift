import Catalog
import FunctionRuntime
import LearnHooks
import Receiving

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The text that is printed when a server starts: the URL of each platform, and a command that sends it an event.
struct ServeGuide {
    let target: Target
    let signatureType: SignatureType
    /// The secrets that were made for this run.
    let made: MadeSecrets

    /// Writes the guide.
    ///
    /// - Parameters:
    ///   - url: The server's.
    ///   - inspector: The port of the inspector.
    /// - Returns: The lines.
    func text(url: String, inspector: Int?) -> String {
        var lines = ["learnhooks: serving \(target.name ?? "every platform") at \(url) (control-C ends it)"]
        if let inspector { lines.append("see each delivery, and why one is refused: http://127.0.0.1:\(inspector)/") }
        return (lines + platforms(url) + ["", ""]).joined(separator: "\n")
    }

    /// Writes the guide to a function that Lambda's emulator runs.
    func lambdaText(url: String) -> String {
        let invocations = "\(url)/2015-03-31/functions/function/invocations"
        let lines = [
            "learnhooks: Lambda at \(url) (control-C ends it)", "",
            "an invocation, as the AWS CLI and SDKs make it with this address as their endpoint URL:",
            "  \(event(of: target.platforms[0])) | curl --silent --show-error --data-binary @- --url \(invocations)",
            "",
            "every other path is the function's URL:",
        ]
        return (lines + platforms(url) + ["", ""]).joined(separator: "\n")
    }

    /// The URL of each platform, and a command that sends it an event.
    private func platforms(_ url: String) -> [String] {
        var lines: [String] = []
        for platform in target.platforms {
            let unsigned = made.credentials.verifiers[platform.name]?.isUnsigned ?? false
            guard made.credentials.verifiers[platform.name] != nil || signatureType == .cloudevent else { continue }
            guard signatureType == .http else {
                lines += ["", "\(platform.name):", "  \(brokerPipeline(platform, url))"]
                continue
            }
            lines += ["", "\(platform.name): \(platform.method) \(url)/\(platform.name)\(segment(of: platform))"]
            if let secret = made.texts[platform.name] { lines.append("  secret, made for this run: \(secret)") }
            lines.append("  \(unsigned ? unsignedPipeline(platform, url) : signedPipeline(platform, url))")
        }
        return lines
    }

    /// The part of the URL behind the platform's name.
    private func segment(of platform: Platform) -> String {
        guard platform.trust.isInPath, made.credentials.verifiers[platform.name]?.isUnsigned != true else {
            return ""
        }
        return "/\(made.texts[platform.name] ?? "<secret>")"
    }

    private func signedPipeline(_ platform: Platform, _ url: String) -> String {
        let variable = made.texts[platform.name].map { "\(platform.name.uppercased())_SECRETS='\($0)' " } ?? ""
        return "\(event(of: platform)) | \(variable)\(program) sign \(platform.name) --curl \(url) | sh"
    }

    /// This program, as a person in any directory can call it.
    private var program: String {
        guard let name = CommandLine.arguments.first, name.contains("/") else { return "learnhooks" }
        let path = name.hasPrefix("/") ? name : "\(FileManager.default.currentDirectoryPath)/\(name)"
        return path.quotedForShell
    }

    private func unsignedPipeline(_ platform: Platform, _ url: String) -> String {
        "\(event(of: platform)) | curl --silent --show-error --request \(platform.method) --data-binary @- --url \(url)/\(platform.name)"
    }

    private func brokerPipeline(_ platform: Platform, _ url: String) -> String {
        let attributes = ["specversion: 1.0", "id: 1", "source: /\(platform.name)", "type: webhook"]
        let headers = attributes.map { "--header 'ce-\($0)' " }.joined()
        return "\(event(of: platform)) | curl --silent --show-error --include \(headers)--data-binary @- --url \(url)"
    }

    /// A command that prints an event: the sample where there is one of the function's type, else a short one.
    private func event(of platform: Platform) -> String {
        if let sample = target.eventType.map({ platform.sample(of: $0) }),
            FileManager.default.fileExists(atPath: sample)
        {
            return "cat \(sample)"
        }
        return "echo \((platform.documents?.sampleEvent ?? "{}").quotedForShell)"
    }
}
