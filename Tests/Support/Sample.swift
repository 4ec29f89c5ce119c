import Foundation
public import LearnHooks

/// A sample event in `events/`, with the actions that are expected of it.
public struct Sample: Sendable, CustomStringConvertible {
    /// The file's path from the project's root.
    public let path: String
    /// The platform's name, which is the folder's.
    public let platform: String
    /// The event's bytes.
    public let bytes: [UInt8]
    /// What `learnhooks invoke` is to print.
    public let expected: String

    /// The path, for the names of test cases.
    public var description: String { path }

    /// The name of the sample without folder, variant and ending: `track.completed`.
    public var event: String {
        let name = path.split(separator: "/").last ?? ""
        return String(name.dropLast(".json".count).prefix { $0 != "+" })
    }

    /// The event as it was read.
    public var document: JSONDocument {
        get throws { try JSONDocument(parsing: bytes) }
    }

    /// Every sample, in byte order of their paths.
    public static let all: [Sample] = {
        do {
            return try Project.files(below: "events", withExtension: "json")
                .filter { !$0.hasPrefix("events/deliveries/") }
                .map { path in
                    let actions = path.dropLast("json".count) + "actions.jsonl"
                    return Sample(
                        path: path,
                        platform: String(path.split(separator: "/")[1]),
                        bytes: Array(try Data(contentsOf: Project.root.appending(path: path))),
                        expected: (try? Project.text(of: String(actions))) ?? "")
                }
        } catch {
            fatalError("the samples cannot be read: \(error)")
        }
    }()
}
