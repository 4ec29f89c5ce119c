import Dispatching
import HTTPClient
import Testing

/// Everything that a destination can answer, in one table: what it means for a statement, for another row, and for several rows.
@Suite struct VerdictTests {
    private static let configuration: Set<Int> = [
        401, 403, 404, 405, 406, 407, 410, 411, 415, 421, 426, 428, 451, 501, 505,
    ]
    private static let later: Set<Int> = [402, 408, 425, 429, 502, 503, 504]

    private static func expected(_ status: Int) -> (statement: Verdict, other: Verdict, several: Verdict) {
        switch status {
        case 200..<300: (.passed, .passed, .passed)
        case 300..<400: same(.failed(.configuration))
        case 409: (.conflict, .failed(.unknown), .divided)
        case _ where configuration.contains(status): same(.failed(.configuration))
        case _ where later.contains(status): same(.failed(.later))
        case 400..<500: (.refused, .refused, .divided)
        default: same(.failed(.unknown))
        }
    }

    private static func same(_ verdict: Verdict) -> (Verdict, Verdict, Verdict) { (verdict, verdict, verdict) }

    @Test(arguments: Array(100..<600) + [999])
    func anAnswerMeansWhatTheTableSays(status: Int) {
        let (statement, other, several) = Self.expected(status)
        #expect(Verdict(.success(status), isStatements: true, rows: 1) == statement)
        #expect(Verdict(.success(status), isStatements: false, rows: 1) == other)
        #expect(Verdict(.success(status), isStatements: true, rows: 2) == several)
        #expect(
            Verdict(.success(status), isStatements: false, rows: 2) == (status == 409 ? .failed(.unknown) : several))
    }

    @Test(arguments: [
        (ClientError.tls("a problem"), Verdict.failed(.configuration)), (.noSuchHost, .failed(.configuration)),
        (.noConnection, .failed(.later)), (.timeout, .failed(.unknown)), (.lost, .failed(.unknown)),
        (.cutOff, .failed(.unknown)), (.garbled, .failed(.unknown)),
    ])
    func whereThereIsNoneTheReasonCounts(error: ClientError, verdict: Verdict) {
        for (isStatements, rows) in [(true, 1), (false, 1), (true, 50)] {
            #expect(Verdict(.failure(error), isStatements: isStatements, rows: rows) == verdict)
        }
    }
}
