import JSON
import LearnHooks
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("2021-07-29T16:14:57.31297754Z", "2021-07-29T16:14:57.31297754Z"),
        ("2020-10-09T14:59:06+02:00", "2020-10-09T12:59:06Z"),
        ("2020-01-01T00:30:00+01:00", "2019-12-31T23:30:00Z"),
        ("2019-12-31T23:30:00-01:00", "2020-01-01T00:30:00Z"),
        ("2020-10-09T14:59:06+0200", "2020-10-09T12:59:06Z"), ("2020-10-09T14:59:06.5-0030", "2020-10-09T15:29:06.5Z"),
        ("2020-02-29T00:00:00z", "2020-02-29T00:00:00Z"),
        ("2000-02-29t12:00:00Z", "2000-02-29T12:00:00Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59.9Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("0000-03-01T00:00:00Z", "0000-03-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
        ("2021-01-01T00:00:00.100Z", "2021-01-01T00:00:00.100Z"),
        ("2021-01-01T00:00:00.000000001Z", "2021-01-01T00:00:00.000000001Z"),
        ("2021-01-01T00:00:00-00:00", "2021-01-01T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),  // a leap second
        ("2017-01-01T00:59:60+01:00", "2017-01-01T00:00:00Z"),
    ])
    func readsRFC3339WithABasicOffsetTooAndPrintsUTC(text: String, printed: String) throws {
        #expect(try #require(Timestamp(text)).description == printed)
    }

    @Test(arguments: [
        "", "2021", "2021-07-29", "2021-07-29T16:14Z", "2021-07-29T16:14:57", "2021-07-29 16:14:57Z",
        "2021-07-29T16:14:57.Z", "2021-07-29T16:14:57.1234567890Z", "2021-07-29T16:14:57,5Z", "2021-7-29T16:14:57Z",
        "2021-13-01T00:00:00Z", "2021-00-01T00:00:00Z", "2021-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2021-04-31T00:00:00Z", "2021-01-00T00:00:00Z", "2021-01-01T24:00:00Z", "2021-01-01T00:60:00Z",
        "2021-01-01T00:00:61Z", "2021-01-01T00:00:60Z", "2021-01-01T00:00:00+24:00", "2021-01-01T00:00:00+01:60",
        "2021-01-01T00:00:00+01", "2021-01-01T00:00:00+010", "2021-01-01T00:00:00+01000", "2021-01-01T00:00:00+0160",
        "2021-01-01T00:00:00Zx", "+021-01-01T00:00:00Z",
        "2021-01-01T00:00:00Z ", "２０２１-01-01T00:00:00Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ])
    func refusesWhatRFC3339DoesNotHave(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_673_531_200, "2023-01-12T13:46:40Z"), (-1, "1969-12-31T23:59:59Z"),
            (-62_167_219_200, "0000-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func readsUnixSeconds(seconds: Int64, printed: String) {
        #expect(Timestamp(unixSeconds: seconds)?.description == printed)
        #expect(Timestamp(printed)?.seconds == seconds)
    }

    @Test(arguments: [.min, -62_167_219_201, 253_402_300_800, .max] as [Int64])
    func refusesSecondsPastItsYears(seconds: Int64) {
        #expect(Timestamp(unixSeconds: seconds) == nil)
    }

    @Test func everyDayOfFourCenturiesIsItselfAgain() throws {
        for day in stride(from: Int64(-146_097), through: 146_097, by: 1) {
            let time = try #require(Timestamp(unixSeconds: day * 86_400 + 43_200))
            #expect(Timestamp(time.description) == time)
        }
    }

    @Test(arguments: [
        ("2021-01-01T00:00:00.500Z", "2021-01-01T00:00:00.5Z"), ("2021-01-01T00:00:00.000Z", "2021-01-01T00:00:00Z"),
        ("2021-01-01T00:00:00.050Z", "2021-01-01T00:00:00.05Z"), ("2021-01-01T00:00:00Z", "2021-01-01T00:00:00Z"),
        ("2021-01-01T00:00:00.100000001Z", "2021-01-01T00:00:00.100000001Z"),
    ])
    func theShortestFormHasNoZerosAtItsEnd(text: String, shortest: String) throws {
        #expect(try #require(Timestamp(text)).shortest.description == shortest)
    }

    @Test func comparesInstantsNotTexts() throws {
        let (a, b) = (
            try #require(Timestamp("2021-01-01T01:00:00.50+01:00")), try #require(Timestamp("2021-01-01T00:00:00.5Z"))
        )
        #expect(a == b)
        #expect(Set([a, b]).count == 1)
        #expect(try a < #require(Timestamp("2021-01-01T00:00:00.500000001Z")))
    }

    @Test func decodesWithAnErrorThatSaysWhatIsExpected() throws {
        let document = try JSONDocument(parsing: Array(#"["2021-07-29",5,253402300800]"#.utf8))
        let elements = Array(document.root.elements)
        #expect(
            try #require(throws: JSONError.self) { try elements[0].read(Timestamp.self) }.description
                == "[0]: expected a time as in RFC 3339, such as 2020-10-09T14:59:06+02:00, found another string")
        #expect(
            try #require(throws: JSONError.self) { try elements[1].read(Timestamp.self) }.description
                == "[1]: expected a string, found a number")
        #expect(
            try #require(throws: JSONError.self) { try elements[2].read(UnixSeconds.self) }.description
                == "[2]: expected Unix seconds of the years 0000 to 9999, found another number")
    }
}
