/// A made-up learner on a journey: a name, a clock, and a source of chance.
///
/// All of it depends on a seed: the same seed makes the same learner with the same journey.
public struct SimulatedLearner: Sendable {
    /// What tells the learner from every other one, of other seeds too: letters, digits and a dash.
    public let handle: String
    /// The first name.
    public let firstName: String
    /// The last name.
    public let lastName: String
    /// The time of the step, in whole seconds.
    public private(set) var time: Timestamp
    private var generator: SeededGenerator
    private(set) var steps: [Journey.Step] = []

    // Letters of other alphabets, and a quotation mark, are what real names have.
    private static let firstNames = ["Ada", "Zoë", "José", "Núria", "Ο\u{3B4}υσσέας", "小明", "Ann \"Nan\""]
    private static let lastNames = ["Lovelace", "O'Brien", "Çelik", "Nguyễn", "van der Berg", "Иванова"]

    /// Creates a learner.
    ///
    /// - Parameters:
    ///   - number: The learner's place among those of a simulation.
    ///   - seed: What the learner, and the way, are made of.
    ///   - time: When the journey begins; a fraction of a second is dropped.
    public init(number: Int, seed: UInt64, at time: Timestamp) {
        var generator = SeededGenerator(seed: seed)
        handle = "\(String(generator.next() >> 32, radix: 16))-\(number)"
        firstName = Self.firstNames.randomElement(using: &generator) ?? ""
        lastName = Self.lastNames.randomElement(using: &generator) ?? ""
        self.time = Timestamp(unixSeconds: time.seconds) ?? .epoch
        self.generator = generator
    }

    /// The whole name.
    public var name: String { "\(firstName) \(lastName)" }
    /// The e-mail address.
    public var email: String { "\(handle)@example.com" }
    /// The time as Unix seconds, as a number of JSON.
    public var unixSeconds: JSONValue { .number(JSONNumber(time.seconds)) }

    /// Lets some seconds pass.
    public mutating func wait() {
        time = Timestamp(unixSeconds: time.seconds + Int64(number(in: 1...40))) ?? time
    }

    /// Records what the platform sends now, and what is due for it.
    ///
    /// - Parameters:
    ///   - type: The wire name of the event type.
    ///   - body: The body of the delivery.
    ///   - due: The actions that are due for it.
    public mutating func send(_ type: String, _ body: JSONValue, due: [Action]) {
        steps.append(Journey.Step(type: type, time: time, body: body, due: due))
    }

    /// Returns a number of a range, each as likely as any other.
    public mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    /// Returns true with a probability in percent.
    public mutating func happens(_ percent: Int) -> Bool { number(in: 1...100) <= percent }

    /// Returns some of the elements in their order, one at least.
    public mutating func some<Element>(of elements: [Element]) -> [Element] {
        let one = number(in: 0...max(0, elements.count - 1))
        return elements.enumerated().compactMap { index, element in
            // Drawn for each, so that what follows does not depend on which one it was.
            happens(50) || index == one ? element : nil
        }
    }

    /// Returns a UUID of version 4, in lower case. Source: RFC 9562, 5.4
    public mutating func uuid() -> String {
        let digits = Array(hexadecimal() + hexadecimal())
        let parts = [digits[0..<8], digits[8..<12], "4" + digits[13..<16], "a" + digits[17..<20], digits[20..<32]]
        return parts.map { String($0) }.joined(separator: "-")
    }

    /// Returns 16 hexadecimal digits.
    public mutating func hexadecimal() -> String {
        let digits = String(generator.next(), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
