import Foundation
import JSON
import LearnHooks
import Support
import Testing

/// Mutated samples, judged by a second opinion.
struct FuzzTests {
    @Test(arguments: 0..<8) func agreesWithFoundationWhereTheRulesAgree(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<2_000 {
            let sample = try #require(Sample.all.randomElement(using: &generator))
            let bytes = sample.bytes.mutated(using: &generator)
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            do {
                let ours = try JSONDocument(parsing: bytes).root.value
                accepted += 1
                // Foundation refuses numbers that no double holds.
                if theirs == nil, holdsLargeNumber(ours) { continue }
                let object = try #require(theirs, "Foundation refuses \(String(decoding: bytes, as: UTF8.self))")
                #expect(isEqual(ours, object), "\(String(decoding: bytes, as: UTF8.self))")
            } catch let error as JSONError where theirs != nil {
                // Foundation takes what RFC 8259 leaves open or forbids.
                let isStricter = [
                    "repeated", "expected a key in double quotes, found '}'", "expected a value, found ']'",
                ]
                .contains { error.problem.contains($0) }
                #expect(isStricter, "\(error) in \(String(decoding: bytes, as: UTF8.self))")
            } catch is JSONError {}
        }
        #expect(accepted > 100)
    }

    private func holdsLargeNumber(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .boolean, .string: false
        case .number(let number): !number.double.isFinite
        case .array(let elements): elements.contains(where: holdsLargeNumber)
        case .object(let members): members.contains { holdsLargeNumber($0.value) }
        }
    }

    private func isEqual(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .boolean(let boolean): return (theirs as? Bool) == boolean
        case .number(let number):
            // Foundation takes a number of many digits for a decimal, which it reads right; the double that it makes of it is up
            // to ten further than the nearest, so that the decimal's text is asked.
            let decimal = (theirs as? NSDecimalNumber).flatMap { Double($0.stringValue) }
            return (decimal ?? (theirs as? NSNumber)?.doubleValue) == number.double
        case .string(let string): return (theirs as? String)?.utf8.elementsEqual(string.utf8) ?? false
        case .array(let elements):
            guard let list = theirs as? [Any], list.count == elements.count else { return false }
            return zip(elements, list).allSatisfy { isEqual($0, $1) }
        case .object(let members):
            guard let map = theirs as? [String: Any] else { return false }
            return members.allSatisfy { member in map[member.key].map { isEqual(member.value, $0) } ?? false }
        }
    }
}
