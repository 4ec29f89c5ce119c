package import Journal

extension SQLiteEngine {
    /// Looks at all of the file, which takes long where it is large: for a journal at rest.
    ///
    /// - Returns: What is wrong, a line each, or empty if nothing is.
    package func check() throws(JournalError) -> [String] {
        var problems = try database.rows("PRAGMA integrity_check(20)") { $0.text(0) ?? "" }.filter { $0 != "ok" }
        for (problem, query) in Self.orphans {
            let count = try database.number(query)
            if count > 0 { problems.append("\(problem): \(count)") }
        }
        return problems
    }

    private static let orphans = [
        (
            "rows of the log whose delivery is not there",
            "SELECT count(*) FROM action WHERE delivery NOT IN (SELECT id FROM delivery)"
        ),
        ("contents without a row", "SELECT count(*) FROM content WHERE seq NOT IN (SELECT seq FROM action)"),
        ("bodies without a delivery", "SELECT count(*) FROM original WHERE delivery NOT IN (SELECT id FROM delivery)"),
        ("exceptions without a row", "SELECT count(*) FROM exception WHERE seq NOT IN (SELECT seq FROM action)"),
        (
            "exceptions of a destination without cursors",
            "SELECT count(*) FROM exception WHERE destination NOT IN (SELECT destination FROM cursor)"
        ),
        (
            "learners with open rows and no head",
            "SELECT count(*) FROM (SELECT 1 FROM exception WHERE state = 0 AND replay = 0 GROUP BY destination, key "
                + "HAVING sum(head) <> 1)"
        ),
        (
            "destinations whose exceptions are another number than is kept",
            "SELECT count(*) FROM tally WHERE count <> (SELECT count(*) FROM exception WHERE exception.destination = "
                + "tally.destination AND exception.state = tally.state AND exception.head = tally.head)"
        ),
        (
            "cursors beyond the log",
            "SELECT count(*) FROM cursor WHERE seq > (SELECT coalesce(max(seq), 0) FROM sqlite_sequence "
                + "WHERE name = 'action')"
        ),
        (
            "refused deliveries in another number than is kept",
            "SELECT count(*) FROM meta WHERE refused <> (SELECT count(*) FROM delivery WHERE state = 1)"
        ),
    ]
}
