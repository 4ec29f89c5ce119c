extension Timestamp {
    /// Reads a time without a zone, which is the platform's own: `2024-05-01 09:30:00`, `2024-05-01T09:30:00.5`.
    ///
    /// Nil for any other text, also for a time with a zone.
    ///
    /// - Parameters:
    ///   - text: The time.
    ///   - offset: The platform's offset from UTC, as RFC 3339 writes it: `Z`, `+02:00`.
    public init?(local text: String, offset: String) {
        guard let last = text.utf8.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) else { return nil }
        let day = text.utf8.prefix(10)
        guard text.utf8.count >= 19, let between = text.utf8.dropFirst(10).first,
            between == UInt8(ascii: " ") || between == UInt8(ascii: "T"), let date = String(day),
            let clock = String(text.utf8.dropFirst(11))
        else { return nil }
        // An offset of its own would stand behind a plus or a minus.
        guard !clock.utf8.contains(UInt8(ascii: "+")), !clock.utf8.contains(UInt8(ascii: "-")) else { return nil }
        self.init("\(date)T\(clock)\(offset)")
    }
}
