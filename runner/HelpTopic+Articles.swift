extension HelpTopic {
    /// All topics: the first part of each article, without Markdown's marks, as a test compares them.
    static let all = [
        HelpTopic(
            "shell", article: "Shell",
            #"""
            In a shell

            `learnhooks invoke` reads events, runs their handlers, and prints actions.

                learnhooks invoke < events/falkor/enrolments.json
                learnhooks invoke instruqt/track.completed events/instruqt | jq -r .data.learner.id
                learnhooks invoke events | jq -c 'select(.data.kind == "activity.completed") | [.time, .subject, .partitionkey]'

            Use `--format text` to read actions yourself:

                $ learnhooks invoke --format text events/konstantly | head -4
                2023-01-12T13:46:40Z      konstantly  enrolment.assigned    John Smith            course "Sales Training" 123
                2023-01-12T13:46:40Z      konstantly  enrolment.assigned    John Smith            course "Sales Training" 123     due 2023-02-12T13:46:40Z
                2023-01-12T13:46:40Z      konstantly  activity.completed    John Smith            course "Sales Training" 123     completed, score 87 of 100
                2023-01-12T13:46:40Z      konstantly  activity.progressed   John Smith            course "Sales Training" 123     100 %

            `swift build -c release` puts the program at `.build/release/learnhooks`. From start to exit, one event takes 9 to 14 ms.
            """#),
        HelpTopic(
            "service", article: "Service",
            #"""
            As a service

            `learnhooks serve` receives webhooks on your machine; `learnhooks-function` is the program that you deploy.

                $ learnhooks serve knolyx
                learnhooks: serving knolyx at http://127.0.0.1:8080 (control-C ends it)

                knolyx: PUT http://127.0.0.1:8080/knolyx
                  secret, made for this run: b88fdfeac633e4d62bb7a5cbe9172a63
                  echo '{"id":"1","type":"PING","data":{}}' | KNOLYX_SECRETS='b88fdfeac633e4d62bb7a5cbe9172a63' learnhooks sign knolyx --curl http://127.0.0.1:8080 | sh

                09:21:29.970Z  knolyx      PING                  handled         0.786 ms    webhook.pinged

            `serve` makes a secret for each platform that has none, prints the URL to give to the platform and a command that sends it an event,
            the address of the inspector, and then a line for each delivery. It reads the same variables as the deployed function.
            """#),
        HelpTopic(
            "deploy", article: "Deploy",
            #"""
            Deploy

            `learnhooks package` makes a container image of each function, and `learnhooks manifest` prints the file that runs it.

                $ learnhooks package knolyx/COURSE_COMPLETED instruqt
                sha256:…  ./learnhooks-knolyx-course-completed.tar
                sha256:…  ./learnhooks-instruqt.tar

            An image holds one static program and the certificates of authorities: no shell, no library, a user without a name. No container engine is needed,
            but Linux is. The same program and the same certificates give the same image, bit for bit. Run the command in this project's folder: it builds the
            program, or takes the one that `--binary` names.

                learnhooks manifest --for compose --journal instruqt
            """#),
        HelpTopic(
            "signatures", article: "Signatures",
            #"""
            Signatures and secrets

            A delivery is proven to be its platform's over its raw bytes, before one of them is decoded.

                learnhooks sign instruqt/track.completed events/instruqt/track.completed.json | learnhooks invoke --verify

            Anyone who knows the URL of a webhook can send to it, so each platform signs its deliveries in its own way. The table of platforms in
            `README.md` shows how, and what the secrets look like.
            """#),
        HelpTopic(
            "vocabulary", article: "Vocabulary",
            #"""
            Vocabulary

            An action says who did what to what, in one shape for every platform.

                learnhooks invoke events/konstantly | jq -c '.data | [.kind, .learner.id, .object.type, .object.id]'
            """#),
        HelpTopic(
            "statements", article: "Statements",
            #"""
            Statements for a learning record store

            An action that has a verb, a learner and an object with an id becomes an xAPI statement, 1.0.3 and 2.0 alike.

                learnhooks invoke --format xapi events | jq -r '[.actor.account.name, .verb.display.en, .object.definition.name.en] | @tsv'
                learnhooks invoke --format xapi --batch 50 events > statements.ndjson

            A function sends statements itself:

                KONSTANTLY_SECRETS=… ACTIONS_FORMAT=xapi ACTIONS_TO=https://lrs.example/xAPI/statements SINK_AUTHORIZATION='Basic …' \
                    learnhooks-function konstantly

            Statements that come from a file are posted by any client. Each line of `--batch 50` is an array for one request, in which no id appears twice:

                while IFS= read -r statements; do
                    curl --user KEY:SECRET --header 'X-Experience-API-Version: 1.0.3' --json "$statements" https://lrs.example/xAPI/statements
                done < statements.ndjson
            """#),
        HelpTopic(
            "configuration", article: "Configuration",
            #"""
            Configuration

            Variables of the environment set everything. This page lists them.

                export INSTRUQT_SECRETS=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                export ACTIONS_TO=https://lrs.example/xAPI/statements ACTIONS_FORMAT=xapi
                learnhooks destinations

            An empty variable counts as not set. An invalid value is an error at the start: it names the variable, and never the value. If a variable has
            a form that ends in `_FILE`, the value is read from that file. `<PLATFORM>` is a platform's name in capitals: `INSTRUQT`.
            """#),
        HelpTopic(
            "design", article: "Design",
            #"""
            Design: how it is built, and why

            Data flows one way, through the same four steps, whatever brought it.

                delivery ──▶ Receiver: authenticate ▸ decode ▸ handle ▸ identify ──▶ actions ──▶ journal ──▶ destinations
                stdin, file, HTTP, Lambda             ▲                                           CloudEvents, xAPI, text
                                     functions/<Platform>/<Event>.swift
            """#),
        HelpTopic(
            "limits", article: "Limits",
            #"""
            Limits

            What LearnHooks cannot do, and what has not been tried.

            * **A state that changes and changes back, without a time, repeats an id.** Falkor sends states instead of changes, and no time with bookings and
              vouchers; Instruqt documents none for reviews. Attended, absent, attended gives two ids, and so does a review of 4, 2, 4 stars.
            * **What a platform does not document is not interpreted.** Konstantly's `courseElement`, Instruqt's `reason` and `duration` and the dates of
              Falkor's vouchers are passed on as they are. `User/Edited` of Konstantly is assumed to look like `User/Created`.
            * **A deployment serves one tenant of each platform**: one source, one set of ids.
            * **One function for a journal's file.** Several replicas with files of their own need a balancer that sends each learner to the same one.
            * **A removed destination keeps its backlog** until `journal remove`. Age does not remove it.
            * **`journal replay` sends what is stored.** It does not decode stored bodies again with newer handlers.
            * **Forgetting a learner removes whole lists.** A stored body that names others, too, is removed. The others' actions stay.
            * **A learner's address may be in statements twice**: see statements.
            """#),
        HelpTopic(
            "tests", article: "Tests",
            #"""
            Tests

            `swift test` runs everything; `.ci/run` also runs what takes long, and other people's programs.

                swift test
                LEARNHOOKS_TESTS=whole swift test

            The first takes a part of what has many cases. The second takes all: every field of every sample wrong in eleven ways, a million mutated headers, a
            million events in order.
            """#),
    ]
}
