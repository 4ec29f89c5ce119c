package import Journal

extension PostgreSQLEngine {
    /// What is in it, in numbers that are kept and not counted.
    package func summary(at time: Int64) throws(JournalError) -> JournalSummary {
        let columns = JournalHead.totalColumns.prefix(6).map { "coalesce(sum(\($0)), 0)::bigint" }
        var summary =
            try database.first("SELECT \(columns.joined(separator: ", ")) FROM total") {
                var summary = JournalSummary()
                summary.deliveries = $0.integer(0)
                summary.copies = $0.integer(1)
                summary.refused = $0.integer(2)
                summary.actions = $0.integer(3)
                summary.known = $0.integer(4)
                summary.gone = $0.integer(5)
                return summary
            } ?? JournalSummary()
        summary.size = try size()
        summary.destinations = try destinations().map { name throws(JournalError) in try self.summary(of: name) }
        return summary
    }

    private func summary(of name: String) throws(JournalError) -> DestinationSummary {
        var summary = DestinationSummary(name: name)
        let cursors = try database.rows(
            "SELECT \(Self.paused), next.number, next.arrival, last.number FROM cursor LEFT JOIN LATERAL (SELECT action.number, "
                + "delivery.arrival FROM action JOIN delivery ON delivery.id = action.delivery WHERE action.shard = cursor.shard "
                + "AND action.seq > cursor.seq ORDER BY action.shard, action.seq LIMIT 1) AS next ON true "
                + "LEFT JOIN LATERAL (SELECT number FROM action WHERE shard = cursor.shard ORDER BY shard DESC, seq DESC LIMIT 1) "
                + "AS last ON true WHERE cursor.destination = ? AND cursor.replay = 0",
            .text(name)
        ) {
            (
                paused: $0.text(0), next: $0.optionalInteger(1), arrival: $0.integer(2), last: $0.integer(3)
            )
        }
        for cursor in cursors {
            summary.paused = summary.paused ?? cursor.paused
            guard let next = cursor.next else { continue }
            summary.behind += cursor.last - next + 1
            summary.oldest = min(summary.oldest ?? cursor.arrival, cursor.arrival)
        }
        let tallies = try database.rows(
            "SELECT state, head, sum(count)::bigint FROM tally WHERE destination = ? GROUP BY 1, 2", .text(name)
        ) { (state: $0.integer(0), isHead: $0.integer(1) == 1, count: $0.integer(2)) }
        for tally in tallies { summary.add(tally.count, of: tally.state, isHead: tally.isHead) }
        summary.lastError = try database.first(
            "SELECT until, reason FROM attempt WHERE destination = ? AND reason <> '' ORDER BY id DESC LIMIT 1",
            .text(name)
        ) { DestinationSummary.LastError(time: $0.integer(0), reason: $0.text(1) ?? "") }
        summary.replays = try database.number(
            "SELECT count(DISTINCT replay) FROM cursor WHERE destination = ? AND replay <> 0", .text(name))
        return summary
    }

    /// Looks at all of the tables, which takes long where they are large.
    ///
    /// - Returns: What is wrong, a line each; empty where nothing is. The server looks after its own pages (`pg_amcheck`).
    package func check() throws(JournalError) -> [String] {
        try database.unit {
            database.run("SET LOCAL statement_timeout = 0")
            database.patience = .seconds(3_600)
            defer { database.patience = Database.usualPatience }
            var problems: [String] = []
            for (problem, query) in Self.orphans {
                let count = try database.number(query)
                if count > 0 { problems.append("\(problem): \(count)") }
            }
            return problems
        }
    }

    private static let orphans = [
        (
            "rows of the log whose delivery is not there",
            "SELECT count(*) FROM action WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE id = action.delivery)"
        ),
        (
            "contents without a row",
            "SELECT count(*) FROM content WHERE seq NOT IN (SELECT seq FROM action)"
        ),
        (
            "bodies without a delivery",
            "SELECT count(*) FROM original WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE id = original.delivery)"
        ),
        (
            "exceptions without a row",
            "SELECT count(*) FROM exception WHERE NOT EXISTS (SELECT 1 FROM action WHERE action.shard = exception.shard "
                + "AND action.seq = exception.seq)"
        ),
        (
            "exceptions of a destination without cursors",
            "SELECT count(*) FROM exception WHERE destination NOT IN (SELECT destination FROM cursor)"
        ),
        (
            "learners with open rows and no head",
            "SELECT count(*) FROM (SELECT 1 FROM exception WHERE state = 0 AND replay = 0 GROUP BY destination, key "
                + "HAVING sum(head) <> 1) AS learners"
        ),
        (
            "destinations whose exceptions are another number than is kept",
            "SELECT count(*) FROM (SELECT destination, state, head, sum(count) AS n FROM tally GROUP BY 1, 2, 3) AS t WHERE n <> "
                + "(SELECT count(*) FROM exception AS e WHERE e.destination = t.destination AND e.state = t.state "
                + "AND e.head = t.head)"
        ),
        (
            "cursors beyond the log",
            "SELECT count(*) FROM cursor WHERE seq > (\(lastNumber(of: "action", "seq")))"
        ),
        (
            "refused deliveries in another number than is kept",
            "SELECT count(*) FROM (SELECT coalesce(sum(refused), 0) AS n FROM total) AS t WHERE n <> (SELECT count(*) "
                + "FROM delivery WHERE state = 1)"
        ),
    ]
}
