import Catalog
import LearnHooks
import Receiving
import Testing

struct TargetTests {
    @Test func namesEverythingAPlatformOrAFunction() throws {
        #expect(try Target(nil, in: catalog).platforms.map(\.name) == catalog.map(\.name))
        #expect(try Target("instruqt", in: catalog).platform?.name == "instruqt")
        let target = try Target("konstantly/Group/User/Created", in: catalog)
        #expect(target.platform?.name == "konstantly")
        #expect(target.eventType == "Group/User/Created")
    }

    @Test(arguments: [
        ("instrukt", "instruqt"), ("Instruqt", "instruqt"), ("knolyx/COURS", "knolyx/COURSE_STARTED"),
        ("instruqt/track.complete", "instruqt/track.completed"),
        ("konstantly/course/finished", "konstantly/Course/Finished"),
        ("instruqt/track_completed", "instruqt/track.completed"), ("moodle/assignment", nil), ("", nil), ("x", nil),
    ])
    func offersTheNearest(name: String, nearest: String?) {
        let error = #expect(throws: UnknownTarget.self) { try Target(name, in: catalog) }
        #expect(error?.nearest == nearest)
    }

    @Test func everyFunctionIsATarget() throws {
        for name in catalog.flatMap(\.functionNames) { _ = try Target(name, in: catalog) }
    }
}
