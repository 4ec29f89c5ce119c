/// Requests, in a list: some that went alike are one line.
package struct AttemptLine: Sendable, Equatable {
    /// Its number.
    package var number: Int64
    /// Where they went.
    package var destination: String
    /// The last of them; its rows are those of all.
    package var attempt: Attempt
    /// How many they are.
    package var count: Int64
    /// When the first left, in milliseconds since 1970.
    package var since: Int64

    /// Creates a line.
    package init(number: Int64, destination: String, attempt: Attempt, count: Int64, since: Int64) {
        self.number = number
        self.destination = destination
        self.attempt = attempt
        self.count = count
        self.since = since
    }
}
