import HTTPClient
import Testing

@testable import Calling

/// When a call is made again.
struct RetryingTests {
    @Test(
        arguments: [
            (.success(429), 7, 1, false, 7), (.success(429), nil, 2, false, 2), (.success(429), 61, 1, true, nil),
            (.success(429), nil, 3, true, nil), (.success(503), nil, 1, true, 1), (.success(503), nil, 1, false, nil),
            (.success(500), nil, 1, true, nil), (.success(200), nil, 1, true, nil),
            (.failure(.noConnection), nil, 1, false, 1),
            (.failure(.lost), nil, 1, false, nil), (.failure(.timeout), nil, 1, true, 1),
            (.failure(.garbled), nil, 1, true, nil), (.failure(.tls("x")), nil, 1, true, nil),
        ] as [(Result<Int, ClientError>, Int?, Int, Bool, Int?)])
    func onlyWhereItMayBeAndNotForEver(
        outcome: Result<Int, ClientError>, retryAfter: Int?, attempt: Int, isRepeatable: Bool, delay: Int?
    ) {
        #expect(
            Retrying.delay(after: outcome, retryAfter: retryAfter, attempt: attempt, isRepeatable: isRepeatable)
                == delay)
    }
}
