import Dispatching
import LearnHooks
import Testing

@Suite struct DestinationFilterTests {
    @Test(arguments: [
        (["activity.completed"], Action.Kind.activityCompleted, true),
        (["activity.completed"], .activityStarted, false),
        (["activity.*"], .activityStarted, true), (["activity.*"], .attendanceBooked, false),
        (["enrolment.*", "activity.started"], .activityStarted, true),
        (["activity.skipped_to"], .activitySkippedTo, true),
    ])
    func kindsAreNamedOrBeginSo(kinds: [String], kind: Action.Kind, isTaken: Bool) {
        #expect(DestinationFilter(kinds: kinds).takes(Rows.action(1, kind: kind)) == isTaken)
    }

    @Test func platformsAreNamed() {
        let filter = DestinationFilter(platforms: ["knolyx"])
        #expect(filter.takes(Rows.action(1, platform: "knolyx")))
        #expect(!filter.takes(Rows.action(1, platform: "falkor")))
        #expect(DestinationFilter().takes(Rows.action(1)))
    }

    @Test(arguments: ["activity", "*", "activity.c*", "activity.*.*", "Activity.completed", "", "completed", ".*"])
    func aWordThatNamesNoneIsToldApart(text: String) {
        #expect(!DestinationFilter.isName(text, of: .activityCompleted))
    }
}
