import Dispatching
import Testing

@Suite struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"

    @Test(arguments: [
        "00-\(trace)-b7ad6b7169203331-01", "00-\(trace)-b7ad6b7169203331-00", "cc-\(trace)-b7ad6b7169203331-01-ab",
    ])
    func aParentIsTakenAsItIs(text: String) {
        #expect(TraceContext(parent: text)?.parent == text)
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-b7ad6b7169203331", "00-\(trace)-b7ad6b7169203331-01-ab",
        "ff-\(trace)-b7ad6b7169203331-01",
        "00-\(trace.uppercased())-b7ad6b7169203331-01", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-\(trace)-0000000000000000-01", "00-\(trace)-b7ad6b7169203331-0g", "00-\(trace)-b7ad6b7169203331-01\r\nX: y",
        "cc-\(trace)-b7ad6b7169203331-01-what ever",
    ])
    func whatIsNoParentIsNot(text: String) {
        #expect(TraceContext(parent: text) == nil)
    }
}
