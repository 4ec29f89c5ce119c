package import LearnHooks

/// A type that keeps the journal's tables: what `Journal` calls, on one thread.
///
/// Every method is one unit of work: it does all or nothing. `commit(_:)` makes what is done within it durable together; each
/// unit stands in a savepoint of its own there, so one that fails undoes itself alone. Times are milliseconds since 1970, and are
/// handed in. The rules are those of durable delivery: a `seq` and an epoch are never used again, the order of `seq` is the order
/// of commits, known ids are passed over, whatever a person does raises the epochs of its cursors.
package protocol JournalEngine: AnyObject {
    /// Does some units of work and makes them durable together: none of them is, where this throws.
    func commit(_ work: () throws -> Void) throws(JournalError)

    /// Does something wholly or not at all: a unit of its own within `commit(_:)`.
    func unit<T>(_ work: () throws -> T) throws(JournalError) -> T
    /// Writes something that changes nothing, so that a commit shows whether the disk takes it.
    func probe() throws(JournalError)
    /// The epoch that was given out last: whoever keeps cursors in memory reads them anew when it has changed.
    func lastEpoch() throws(JournalError) -> Int64

    // MARK: the door

    /// Stores a delivery and those of its actions whose ids are not known.
    func append(_ entry: JournalEntry) throws(JournalError) -> Appended
    /// Stores deliveries in their order: all of them, or none where this throws.
    func append(_ entries: [JournalEntry]) throws(JournalError) -> [Appended]
    /// The last place of each shard that has rows.
    func lastPlaces() throws(JournalError) -> [Int: Int64]

    // MARK: dispatch

    /// Makes the cursors of a destination that has none, at a place of the log.
    func configure(_ destination: String, from start: CursorStart) throws(JournalError)
    /// Notes since when destinations are not configured: all that have cursors, but those that are named or that another replica has.
    func markAbsent(allBut names: Set<String>, at time: Int64) throws(JournalError)
    /// All cursors: paused ones also where a command about many rows is under way.
    func cursors() throws(JournalError) -> [Cursor]
    /// Reads rows of a shard behind a place, at most so many and of so many bytes together; a larger row comes alone.
    func freshRows(
        of cursor: CursorName, behind seq: Int64, upTo end: Int64?, rows: Int, bytes: Int
    ) throws(JournalError) -> [FreshRow]
    /// Reads due heads in the order in which they fell due, each with the open rows behind it, at most so many rows and bytes.
    func retries(
        of destination: String, shard: Int, dueBy time: Int64, rows: Int, bytes: Int
    ) throws(JournalError) -> [OpenRow]
    /// When the next head of a shard falls due; nil where there is none.
    func nextDue(of destination: String, shard: Int) throws(JournalError) -> Int64?
    /// Writes what became of rows, and moves the cursor.
    ///
    /// - Returns: Whether it was written; nothing is where the epoch is not the cursor's, or the cursor is gone.
    func settle(_ settlement: Settlement) throws(JournalError) -> Bool
    /// Removes a replay's cursor that has come to its end.
    func endReplay(_ cursor: CursorName, epoch: Int64) throws(JournalError)

    // MARK: who learners are

    /// What was found out about the learners of some rows, by the rows' places: nothing for a row that was not looked up, and
    /// nobody where nothing was found.
    func learners(of rows: [Int64]) throws(JournalError) -> [Int64: Action.Learner]
    /// Keeps what was found out about the learners of some rows, beside their contents: the first to say something of a row wins,
    /// and nothing is kept of a row whose content is gone.
    ///
    /// - Returns: What is kept of those rows now.
    func keep(_ learners: [Int64: Action.Learner]) throws(JournalError) -> [Int64: Action.Learner]

    // MARK: handlers that were mended

    /// A delivery as it was stored, with its request, its body and all of its rows; how they stand is not looked up.
    func stored(_ number: Int64) throws(JournalError) -> DeliveryDetail?
    /// Appends to a stored delivery those of its actions whose ids are not known; where a row for the whole of it is given, it counts as
    /// handled from now on.
    ///
    /// - Returns: The ids that are new.
    func add(
        _ actions: [JournalEntry.NewRow], _ row: JournalEntry.DeliveryRow?, to delivery: Int64, at time: Int64
    ) throws(JournalError) -> Set<String>
    /// Replaces contents of rows, and sends them again where their place has passed: to a destination, or to all.
    ///
    /// A row that is an exception comes by itself, or by `release`.
    func correct(
        _ rows: [Int64: JournalEntry.NewRow], at destination: String?, time: Int64
    ) throws(JournalError)

    // MARK: a person at the shell

    // A command about many rows does its first step at once. What is left is noted, and its destination is paused until it is done.

    /// Makes a replay: a cursor of its own in each shard, which ends where the destination's own cursor stands.
    ///
    /// - Returns: Its number.
    func replay(_ destination: String, from first: Int64, through last: Int64, filter: String?) throws(JournalError)
        -> Int64
    /// Moves a destination's cursors back to a place, removes the exceptions above it, and cuts the replays that reach farther.
    func move(_ destination: String, backTo seq: Int64) throws(JournalError)
    /// Gives the backlog of a destination up, open rows included.
    func skip(_ destination: String) throws(JournalError)
    /// Pauses a destination, and says why; with nil it goes on.
    func pause(_ destination: String, because reason: String?) throws(JournalError)
    /// Lets go of a destination: cursors, replays, exceptions.
    func remove(_ destination: String) throws(JournalError)
    /// Gives a destination another name, which must be unused.
    func rename(_ old: String, to new: String) throws(JournalError)
    /// Brings dead rows back, at most so many at a time.
    ///
    /// - Returns: How many; 0 at the end.
    func release(_ selection: ExceptionSelection, at time: Int64, atMost rows: Int) throws(JournalError) -> Int
    /// Lets go of open and dead rows, at most so many at a time.
    func drop(_ selection: ExceptionSelection, atMost rows: Int) throws(JournalError) -> Int
    /// Removes what names a learner: contents, bodies, exceptions. Ids and digests stay.
    ///
    /// - Returns: How many rows of the log it was so far.
    func forget(_ key: OrderKey) throws(JournalError) -> Int
    /// Goes on with a command that is not done, about so many rows at most.
    ///
    /// - Returns: How many it was; nil where no command is left.
    func goOn(atMost rows: Int) throws(JournalError) -> Int?

    // MARK: keeping, and letting go

    /// Lets go of what is old enough, a bounded step at a time, from a stored place on.
    ///
    /// - Returns: Whether there is more to do.
    func prune(_ retention: Retention, at time: Int64) throws(JournalError) -> Bool
    /// How much room the journal takes.
    func size() throws(JournalError) -> JournalSize

    // MARK: looking

    /// Deliveries, the newest first, by a bounded look: before the `next` of the page before, or all.
    func deliveries(
        _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<DeliveryLine>
    /// The exceptions of a destination in one state, in the order of the log.
    func exceptions(
        of destination: String, _ state: ExceptionState, _ filter: JournalFilter, behind place: Int64, atMost rows: Int
    ) throws(JournalError) -> JournalPage<ExceptionLine>
    /// The requests to a destination, the newest first.
    func attempts(
        of destination: String, _ filter: JournalFilter, before place: Int64?, atMost rows: Int
    ) throws(JournalError) -> JournalPage<AttemptLine>
    /// All that is known of a delivery, by its number; nil where there is none.
    func delivery(_ number: Int64) throws(JournalError) -> DeliveryDetail?
    /// Some deliveries by their numbers, each with how far what it became has come; those that are not there are left out.
    func listed(_ numbers: [Int64]) throws(JournalError) -> [ListedDelivery]
    /// The number of the delivery that brought an action, or that has this id itself; nil where there is none.
    func delivery(of id: String) throws(JournalError) -> Int64?
    /// The origins of platforms that deliveries came from: with one, a learner's name is an order key.
    func sources() throws(JournalError) -> [String]

    /// The first delivery that has so high a number: it, and when it came, in milliseconds since 1970; nil where there is none.
    func arrival(from number: Int64) throws(JournalError) -> (number: Int64, time: Int64)?
    /// The number of the last delivery; 0 where there is none.
    func lastDelivery() throws(JournalError) -> Int64
    /// The last place of the log before a time, in milliseconds since 1970; 0 where there is none.
    func lastPlace(before time: Int64) throws(JournalError) -> Int64
    /// What is damaged, in words; nothing where all is whole.
    func check() throws(JournalError) -> [String]

    /// What is in it, in numbers that are kept and not counted.
    func summary(at time: Int64) throws(JournalError) -> JournalSummary
}
