package import LearnHooks

extension JournalEngine {
    /// One after the other.
    package func append(_ entries: [JournalEntry]) throws(JournalError) -> [Appended] {
        try entries.map { entry throws(JournalError) in try append(entry) }
    }
}

extension JournalEngine {
    /// The number of the first delivery that came at a time or later, halved in on.
    ///
    /// Deliveries are numbered as they come, so their times rise, but where a clock was set back: then it is one of the places.
    package func firstDelivery(from time: Int64) throws(JournalError) -> Int64 {
        var (low, high) = (try arrival(from: 0)?.number ?? 0, try lastDelivery() + 1)
        while low < high {
            let middle = low + (high - low) / 2
            if let found = try arrival(from: middle), found.time < time {
                low = found.number + 1
            } else {
                high = middle
            }
        }
        return low
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
    /// What is known of each, without what a list does not show.
    package func listed(_ numbers: [Int64]) throws(JournalError) -> [ListedDelivery] {
        let destinations = try cursors().destinations
        var listed: [ListedDelivery] = []
        for number in numbers {
            if let detail = try delivery(number) { listed.append(ListedDelivery(detail, at: destinations)) }
        }
        return listed
    }
    /// No delivery.
    package func arrival(from number: Int64) throws(JournalError) -> (number: Int64, time: Int64)? { nil }
    /// No delivery.
    package func lastDelivery() throws(JournalError) -> Int64 { 0 }
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

/// An engine that keeps no bodies has nothing to handle anew, and one whose commands are about few rows has none under way.
extension JournalEngine {
    /// No delivery.
    package func stored(_ number: Int64) throws(JournalError) -> DeliveryDetail? { nil }
    /// Nothing.
    package func add(
        _ actions: [JournalEntry.NewRow], _ row: JournalEntry.DeliveryRow?, to delivery: Int64, at time: Int64
    ) throws(JournalError) -> Set<String> { [] }
    /// Nothing.
    package func correct(
        _ rows: [Int64: JournalEntry.NewRow], at destination: String?, time: Int64
    ) throws(JournalError) {}
    /// No command.
    package func goOn(atMost rows: Int) throws(JournalError) -> Int? { nil }
    /// Nothing: all are there.
    package func markAbsent(allBut names: Set<String>, at time: Int64) throws(JournalError) {}
}
