package import LearnHooks

extension JournalEngine {
    /// One after the other.
    package func append(_ entries: [JournalEntry]) throws(JournalError) -> [Appended] {
        try entries.map { entry throws(JournalError) in try append(entry) }
    }
}

/// An engine that keeps nothing to look at, as one of tests, shows nothing.
extension JournalEngine {
    /// Nothing: there is no disk.
    package func probe() throws(JournalError) {}

    /// No deliveries.
    package func deliveries(
        _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<DeliveryLine> { JournalPage(rows: [], next: nil) }

    /// No exceptions.
    package func exceptions(
        of destination: String, _ state: ExceptionState, _ filter: JournalFilter, behind place: Int64, atMost rows: Int
    ) throws(JournalError) -> JournalPage<ExceptionLine> { JournalPage(rows: [], next: nil) }

    /// No requests.
    package func attempts(
        of destination: String, _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<AttemptLine> { JournalPage(rows: [], next: nil) }

    /// No delivery.
    package func delivery(_ number: Int64) throws(JournalError) -> DeliveryDetail? { nil }
    /// No delivery.
    package func delivery(of id: String) throws(JournalError) -> Int64? { nil }
    /// The beginning.
    package func lastPlace(before time: Int64) throws(JournalError) -> Int64 { 0 }
    /// No damage.
    package func check() throws(JournalError) -> [String] { [] }
    /// No origins.
    package func sources() throws(JournalError) -> [String] { [] }
}

/// An engine that keeps no names gives none: then nobody gets any.
extension JournalEngine {
    /// Nobody.
    package func learners(of rows: [Int64]) throws(JournalError) -> [Int64: Action.Learner] { [:] }
    /// Nobody.
    package func keep(_ learners: [Int64: Action.Learner]) throws(JournalError) -> [Int64: Action.Learner] { [:] }
}
