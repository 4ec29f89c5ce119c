import FunctionRuntime
import LearnHooks
import Receiving
import Simulation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SampleEvent {
    /// Reads the samples of a platform in `./events`, in byte order of their names.
    ///
    /// - Throws: `NoInputError` if there are none, or where one cannot be used.
    static func all(of platform: Platform) throws -> [SampleEvent] {
        let folder = "events/\(platform.name)"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".json") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !names.isEmpty else {
            throw NoInputError(description: "\(folder): expected samples, found none: run it where the project is")
        }
        return try names.map { name in
            let path = "\(folder)/\(name)"
            let body = try readAll(try File(reading: path))
            let actions = try readAll(try File(reading: "\(path.dropLast("json".count))actions.jsonl"))
            guard let event = try? JSONDocument(parsing: body).root, let type = platform.eventType(of: event),
                let sample = SampleEvent(type: type, body: body, actions: String(decoding: actions, as: UTF8.self))
            else { throw NoInputError(description: "\(path): expected an event, with its actions beside it") }
            return sample
        }
    }
}
