import LearnHooks
import Support
import Testing

/// The handler that README adds as its example, `CourseReviewed`, which stands beside this file.
struct ReadmeTests {
    @Test func theExampleIsTheCodeThatIsTestedHere() throws {
        let readme = try Project.text(of: "README.md")
        #expect(readme.contains(try Project.text(of: "Tests/LearnHooksTests/CourseReviewed.swift")))
    }

    @Test func thePlatformIsTheOneOfTheCatalog() throws {
        let readme = try Project.text(of: "README.md")
        #expect(readme.contains("```swift\n\(try Project.text(of: "functions/Thinkific/Thinkific.swift"))```"))
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
