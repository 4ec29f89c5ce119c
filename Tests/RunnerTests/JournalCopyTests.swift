import Foundation
import LearnHooks
import Support
import Testing

/// What `learnhooks journal copy` moves: a function that starts on the copy goes on where the old one stopped.
@Suite struct JournalCopyTests {
    private let folder: Folder
    private let sink: TestServer

    init() throws {
        folder = try Folder()
        sink = try TestServer { _, _ in .status(202) }
    }

    private var ids: [String] { sink.requests.compactMap { $0.headers["ce-id"] } }

    private func serve(_ journal: String) throws -> RunningProgram {
        try RunningProgram(
            environment: Fixtures.environment.merging([
                "JOURNAL": folder.path(journal), "DESTINATION_SINK_URL": sink.url,
            ]) { $1 })
    }

    private func deliver(_ user: String, to server: RunningProgram) throws {
        var client = try HTTPClient(port: server.port)
        let platform = try #require(Sample.all.first { $0.platform == "konstantly" }?.sender)
        let body =
            #"{"occuredAt":1673531200,"type":"Course/Started","body":{"user":{"id":"\#(user)"},"course":{"id":1}}}"#
        #expect(try client.send(Fixtures.delivery(Array(body.utf8), from: platform)).status == 200)
    }

    private func copy(_ from: String, _ to: String) throws -> Program.Outcome {
        try Program("learnhooks").run("journal", "copy", from, to)
    }

    @Test func aFunctionGoesOnOnTheCopyAndSendsNothingTwice() throws {
        let (old, new) = (folder.path("old.sqlite"), folder.path("new.sqlite"))
        let first = try serve("old.sqlite")
        try deliver("ann", to: first)
        try waitUntil { ids.count == 1 }
        let refusal = try copy(old, new)
        #expect(refusal.status == 78)
        #expect(refusal.errors.contains("\(old): another process has it open"))
        #expect(try first.stop() == 0)

        let outcome = try copy(old, new)
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("copied: 1 deliveries, 1 actions."))
        let second = try serve("new.sqlite")
        // Known in the copy, too.
        try deliver("ann", to: second)
        try deliver("ben", to: second)
        try waitUntil { ids.count == 2 }
        #expect(try second.stop() == 0)
        #expect(Set(ids).count == 2)

        let again = try copy(old, new)
        #expect(again.status == 1)
        #expect(again.errors.contains("\(old) to \(new): expected an empty journal"))
    }

    @Test func bothPlacesAreNamedAndNoPasswordIs() throws {
        let path = folder.path("none.sqlite")
        #expect(try copy(path, folder.path("new.sqlite")).status == 66)
        #expect(try copy(path, "postgres://ann:secret@127.0.0.1/x").errors.contains("without a password"))
        #expect(try Program("learnhooks").run("journal", "copy", path).status == 64)
        _ = try folder.write("", to: "none.sqlite")
        #expect(try copy(path, path).errors.contains("found one twice"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("new.sqlite")))
    }
}
