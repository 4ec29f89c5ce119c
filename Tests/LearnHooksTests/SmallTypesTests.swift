import LearnHooks
import Testing

/// Times as platforms give them that have no RFC 3339.
struct SmallTypesTests {
    private func node(_ text: String) throws -> JSONNode { try JSONDocument(parsing: Array(text.utf8)).root }

    @Test(arguments: [
        ("1700000000123", "2023-11-14T22:13:20.123Z"), (#""1700000000123""#, "2023-11-14T22:13:20.123Z"),
        ("-1", "1969-12-31T23:59:59.999Z"), ("1.5", nil), ("true", nil), ("9223372036854775807", nil),
    ])
    func millisecondsAreRead(text: String, time: String?) throws {
        #expect((try? node(text).read(UnixMilliseconds.self))?.time.description == time)
    }

    /// A binary fraction would make 1637232384.736462 another microsecond.
    @Test(arguments: [
        ("1637232384.736462", "2021-11-18T10:46:24.736462Z"), ("1637232384", "2021-11-18T10:46:24Z"),
        (#""1637232384.50""#, "2021-11-18T10:46:24.50Z"), ("0.000000001", "1970-01-01T00:00:00.000000001Z"),
        ("1.0000000001", nil), ("-1.5", nil), ("1e3", nil), ("null", nil), ("253402300800.5", nil),
    ])
    func fractionsAreReadAsTheirDigits(text: String, time: String?) throws {
        #expect((try? node(text).read(FractionalSeconds.self))?.time.description == time)
    }

    @Test(arguments: [
        ("2024-05-01 09:30:00", "2024-05-01T07:30:00Z"), ("2024-05-01T09:30:00.50", "2024-05-01T07:30:00.50Z"),
        ("2024-05-01 09:30:00Z", nil), ("2024-05-01T09:30:00+02:00", nil), ("2024-05-01", nil),
        ("2024-13-01 09:30:00", nil),
        ("", nil), ("2024-05-01T09:30:00-02", nil),
    ])
    func aTimeWithoutAZoneIsThePlatforms(text: String, time: String?) {
        #expect(Timestamp(local: text, offset: "+02:00")?.description == time)
    }
}
