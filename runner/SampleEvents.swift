/// A short event of each platform, to be typed.
enum SampleEvents {
    static let all = [
        "falkor":
            #"{"type":"rewards","data":{"pathway":{"ID":"P1","name":"Onboarding"},"rewards":[{"ID":"R1","name":"Coffee","vouchers":[{"guid":"V1","email":"ada@example.com","state":"notified"}]}]}}"#,
        "instruqt":
            #"{"type":"track.completed","track_id":"T1","participant_id":"P1","timestamp":"2026-01-01T12:00:00Z"}"#,
        "knolyx": #"{"id":"1","type":"PING","data":{}}"#,
        "konstantly":
            #"{"type":"Course/Started","occuredAt":1767268800,"body":{"course":{"id":1,"name":"Sales"},"user":{"id":"U1"}}}"#,
    ]
}
