import LearnHooks
import Support
import Testing

/// The handler that README adds as its example, `CourseReviewed`, which stands beside this file.
struct ReadmeTests {
    @Test func theExampleIsTheCodeThatIsTestedHere() throws {
        let readme = try Project.text(of: "README.md")
        #expect(readme.contains(try Project.text(of: "Tests/LearnHooksTests/CourseReviewed.swift")))
    }

    @Test func theEventAndItsActionAreTheSamples() throws {
        let shown = try Document("README.md").blocks.filter { $0.language == "json" }
            .map { try JSONDocument(parsing: Array($0.text.utf8)).root.value.canonicalForm }
        let samples = try ["events/instruqt/track.completed.json", "events/instruqt/track.completed.actions.jsonl"]
            .map { try JSONDocument(parsing: Array(Project.text(of: $0).utf8)).root.value.canonicalForm }
        #expect(shown == samples)
    }

    @Test func theExampleDoesWhatItSays() throws {
        let event = #"{"id":"r1","type":"COURSE_REVIEWED","data":{"course":{"id":567,"name":"Sales"},"stars":4}}"#
        let actions = try CourseReviewed().actions(reading: JSONDocument(parsing: Array(event.utf8)).root)
        #expect(actions.map(\.kind) == CourseReviewed.kinds)
        #expect(actions[0].object.id == "567")
        #expect(actions[0].result?.score?.scaled?.shortest == "0.75")
        let error = #expect(throws: JSONError.self) {
            try CourseReviewed().actions(
                reading: JSONDocument(parsing: Array(#"{"id":"r1","data":{"course":{"id":"x"}}}"#.utf8)).root)
        }
        #expect(error?.description == "data.course.id: expected an integer, found a string")
    }
}
