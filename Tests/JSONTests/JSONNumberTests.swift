import JSON
import LearnHooks
import Support
import Testing

struct JSONNumberTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("-0.0e5", "0"), ("1", "1"), ("-12", "-12"), ("90.0", "90"), ("1.50", "1.5"),
        ("1e3", "1000"), ("1E+3", "1000"), ("1200e-2", "12"), ("0.001", "0.001"), ("1e-6", "0.000001"),
        ("1e-7", "1e-7"), ("0.00000012", "1.2e-7"), ("1e20", "100000000000000000000"), ("1e21", "1e+21"),
        ("123456789012345678901234567890", "1.2345678901234567890123456789e+29"),
        ("0.1234567890123456789012345", "0.1234567890123456789012345"), ("9007199254740993", "9007199254740993"),
        ("9007199254740993.0", "9007199254740993"), ("5e-324", "5e-324"),
        ("1.7976931348623157e308", "1.7976931348623157e+308"),
    ])
    func printsTheShortestFormOfItsExactValue(text: String, shortest: String) throws {
        let number = try #require(try JSONDocument(parsing: Array(text.utf8)).root.number)
        #expect(number.shortest == shortest)
        // The form is stable, and a number of JSON itself.
        #expect(try JSONDocument(parsing: Array(shortest.utf8)).root.number?.shortest == shortest)
    }

    /// RFC 8785, appendix B: ECMAScript's forms of doubles.
    @Test(
        arguments: [
            (0x0000_0000_0000_0001, "5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"), (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
            (0x44B5_2D02_C7E1_4AF6, "1e+23"), (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5554, "333333333.33333325"),
            (0xBECB_F647_612F_3696, "-0.0000033333333333333333"), (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func printsDoublesAsRFC8785(bits: UInt64, shortest: String) {
        #expect(JSONNumber(Double(bitPattern: bits))?.shortest == shortest)
    }

    /// No double is nearer to a number than the one that it is read as: told by decimals, in which every double is exact.
    @Test(arguments: 0..<8) func theDoubleIsTheNearest(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var text = "\(Int.random(in: 1...9, using: &generator))."
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                text += "\(Int.random(in: 0...9, using: &generator))"
            }
            text += "e\(Int.random(in: -300...300, using: &generator))"
            let number = try #require(try JSONDocument(parsing: Array(text.utf8)).root.number)
            let double = number.double
            let least = try middle(between: double.nextDown, and: double)
            let most = try middle(between: double, and: double.nextUp)
            #expect(!(number < least) && !(most < number), "\(text): \(double)")
            // The shortest text of a double is that double again.
            #expect(JSONNumber(double)?.double == double)
        }
    }

    /// The number in the middle of two doubles that follow each other, with all its digits.
    private func middle(between low: Double, and high: Double) throws -> JSONNumber {
        let binary = { (double: Double) in (double.significandBitPattern | 1 << 52, Int(double.exponent) - 52) }
        let (a, b) = (binary(low), binary(high))
        // Twice the middle, in units of the lower one's last bit, is whole; a half more is one factor of two.
        let units = a.0 + (b.1 > a.1 ? 2 * b.0 : b.0)
        // Nine decimals each, the lowest first.
        let unit = 1_000_000_000
        var (groups, exponent) = ([Int(units) % unit, Int(units) / unit], a.1 - 1)
        func multiply(by factor: Int) {
            var carry = 0
            for index in groups.indices {
                let product = groups[index] * factor + carry
                groups[index] = product % unit
                carry = product / unit
            }
            if carry > 0 { groups.append(carry) }
        }
        let point = min(exponent, 0)
        // A half is five tenths.
        while exponent != 0 {
            let count = min(abs(exponent), 12)
            multiply(by: (0..<count).reduce(1) { power, _ in power * (exponent > 0 ? 2 : 5) })
            exponent -= exponent.signum() * count
        }
        let digits = groups.reversed().map { String(unit + $0).dropFirst() }.joined()
        let text = "\(digits.drop { $0 == "0" })e\(point)"
        return try #require(try JSONDocument(parsing: Array(text.utf8)).root.number)
    }

    @Test func infinitiesAreNoNumbers() {
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(Double.nan) == nil)
    }

    @Test func comparesByValue() throws {
        let numbers = try JSONDocument(parsing: Array("[1.0, 1, 10e-1, 2]".utf8)).root.read([JSONNumber].self)
        #expect(numbers[0] == numbers[1])
        #expect(Set(numbers).count == 2)
        #expect(numbers[2].integer == 1)
    }

    @Test(arguments: [
        ("0", "1"), ("-1", "0"), ("-1", "-0.5"), ("99.99999999999999999999", "100"),
        ("100", "100.00000000000000000001"),
        ("-1e-400", "0"), ("0", "1e-400"), ("1e-400", "1e-399"), ("9", "10"), ("1e400", "1e401"), ("-1e401", "-1e400"),
        ("1.5", "1.50001"), ("123", "1230"), ("0.01", "0.1"), ("-2", "1"), ("5e-2000000000", "1e-5"),
        ("1", "1e2000000000"),
    ])
    func comparesExactly(less: String, more: String) throws {
        let numbers = try [less, more].map { try #require(try JSONDocument(parsing: Array($0.utf8)).root.number) }
        #expect(numbers[0] < numbers[1])
        #expect(!(numbers[1] < numbers[0]))
        #expect(!(numbers[0] < numbers[0]))
    }

    @Test(arguments: [("1.0", "1"), ("0", "-0"), ("1e2", "100"), ("0.0", "0e5")]) func equalNumbersAreNotLess(
        a: String, b: String
    ) throws {
        let numbers = try [a, b].map { try #require(try JSONDocument(parsing: Array($0.utf8)).root.number) }
        #expect(!(numbers[0] < numbers[1]))
        #expect(!(numbers[1] < numbers[0]))
    }
}
