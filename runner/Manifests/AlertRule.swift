/// An alert rule of Prometheus.
///
/// Source: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
struct AlertRule {
    private let name: String
    /// The severity: `critical` if deliveries or actions do not get through.
    private let severity: String
    /// How long the condition must hold.
    private let duration: String
    private let expression: String
    /// A summary in one line.
    private let summary: String
    /// The likely cause, and what to do.
    private let description: String

    /// The file of rules.
    static let all = """
        # Alert rules of LearnHooks, for functions with a journal and without; they are read where prometheus.yml names them:
        #   rule_files: [learnhooks.rules.yaml]
        #   scrape_configs: [{job_name: learnhooks, static_configs: [{targets: ["127.0.0.1:8080"]}]}]
        groups:
          - name: learnhooks
            rules:
        \(rules.map { $0.text.indented(by: 6) }.joined())
        """

    private var text: String {
        """
        - alert: \(name)
          expr: |-
        \(expression.indented(by: 4))
          for: \(duration)
          labels:
            severity: \(severity)
          annotations:
            summary: >-
              \(summary)
            description: >-
        \(description.indented(by: 6))

        """
    }

    private static let rules = [
        AlertRule(
            name: "LearnHooksDown", severity: "critical", duration: "5m",
            expression: """
                up{job="learnhooks"} == 0
                  or absent(up{job="learnhooks"})
                """,
            summary: "LearnHooks does not answer{{ with $labels.instance }} at {{ . }}{{ end }}",
            description: """
                Platforms get no answer. Some send again for a day, others do not say whether they do.
                """),
        AlertRule(
            name: "LearnHooksNotReady", severity: "critical", duration: "1m",
            expression: "learnhooks_journal_available == 0",
            summary: "The journal of {{ $labels.instance }} cannot be used",
            description: """
                Each delivery is answered 503 until it can. The log says why: a disk that is full, read-only or gone.
                """),
        AlertRule(
            name: "LearnHooksRefusing", severity: "critical", duration: "5m",
            expression: """
                sum by (job, instance) (
                  rate(learnhooks_requests_refused_total{status="503"}[5m])
                    or rate(learnhooks_deliveries_total{outcome="undelivered"}[5m])
                ) > 0
                """,
            summary: "{{ $labels.instance }} answers deliveries 503",
            description: """
                With a journal: it is full, or its disk does not keep up. Without one: a destination does not take actions.
                Or there are too many deliveries at once (MAX_IN_FLIGHT). Platforms may send them again, and may give up.
                """),
        AlertRule(
            name: "LearnHooksJournalFilling", severity: "warning", duration: "5m",
            expression: "learnhooks_journal_bytes / learnhooks_journal_max_bytes > 0.8",
            summary: "The journal of {{ $labels.instance }} is {{ $value | humanizePercentage }} full",
            description: """
                Deliveries are answered 503 when it is full.
                {{ with printf "topk(1, learnhooks_destination_lag_seconds{job=%q,instance=%q} > 0)"
                $labels.job $labels.instance | query }}{{ with first . -}}
                Farthest behind is the destination {{ .Labels.destination }}, by {{ .Value | humanizeDuration }}: mend it, or give
                its backlog up by learnhooks journal skip {{ .Labels.destination }}.
                {{- end }}{{ else -}}
                No destination is behind: JOURNAL_MAX_BYTES is too small for what is kept.
                {{- end }}
                """),
        AlertRule(
            name: "LearnHooksDestinationBehind", severity: "warning", duration: "5m",
            expression: """
                learnhooks_destination_lag_seconds > 900
                  unless learnhooks_destination_paused == 1
                """,
            summary: "The destination {{ $labels.destination }} is {{ $value | humanizeDuration }} behind",
            description: """
                Nothing is lost: it is tried again and again, and gets all once it is back. learnhooks journal shows its last error.
                """),
        AlertRule(
            name: "LearnHooksDestinationFarBehind", severity: "critical", duration: "5m",
            expression: "learnhooks_destination_lag_seconds > 6 * 3600",
            summary: "The destination {{ $labels.destination }} is {{ $value | humanizeDuration }} behind",
            description: """
                It is down, configured wrongly, or was paused and forgotten; what it did not take fills the journal.
                learnhooks journal says which, and resume ends a pause.
                """),
        AlertRule(
            name: "LearnHooksActionsDead", severity: "warning", duration: "0m",
            expression: "learnhooks_destination_exceptions{state=\"dead\"} > 0",
            summary: "{{ $value }} actions for the destination {{ $labels.destination }} are dead",
            description: """
                They are not tried again, and kept for 90 days. learnhooks journal dead says why; release sends them again, drop gives them up.
                """),
        AlertRule(
            name: "LearnHooksDeliveriesRefused", severity: "warning", duration: "0m",
            expression: "learnhooks_journal_refused > 0",
            summary: "{{ $value }} deliveries that came to {{ $labels.instance }} could not be used",
            description: """
                Their platform was told not to send them again: the journal has the only copy, for 90 days. learnhooks journal list
                and explain say what was wrong; replay --from-bodies handles them again.
                """),
        AlertRule(
            name: "LearnHooksActionsRefused", severity: "warning", duration: "0m",
            expression: counted("learnhooks_destination_rows_total{outcome=\"refused\"}", by: "job, destination"),
            summary: "The destination {{ $labels.destination }} refused actions for good",
            description: """
                The log says with which status. They are in DEAD_LETTERS, or else with their platform, which was answered 422.
                """),
        AlertRule(
            name: "LearnHooksUnusable", severity: "warning", duration: "0m",
            expression: counted(
                "learnhooks_deliveries_total{outcome=~\"malformed|fault\"}", by: "job, platform, outcome"),
            summary: "Deliveries of {{ $labels.platform }} could not be used: {{ $labels.outcome }}",
            description: """
                They were proven to be the platform's. The log says where they are not as its documents have them, or names a fault
                of LearnHooks (500).
                """),
        AlertRule(
            name: "LearnHooksUnmapped", severity: "warning", duration: "0m",
            expression: counted("learnhooks_deliveries_total{outcome=\"unmapped\"}", by: "job, platform"),
            summary: "{{ $labels.platform }} sends a type of event that is not known",
            description: """
                It becomes event.unmapped, with all that was sent. The log names the type: it lacks a handler.
                """),
        AlertRule(
            name: "LearnHooksPlatformSilent", severity: "warning", duration: "1h",
            expression: """
                sum by (job, platform) (increase(\(proven)[1d] offset 1w)) >= 10
                  unless sum by (job, platform) (increase(\(proven)[1d])) > 0
                  unless sum by (job, platform) (\(proven) unless \(proven) offset 1d)
                """,
            summary: "{{ $labels.platform }} has sent nothing for a day",
            description: """
                A week ago it sent {{ $value | humanize }} deliveries in a day. Its webhook may be switched off, or call another URL.
                """),
        AlertRule(
            name: "LearnHooksManyUnauthentic", severity: "warning", duration: "0m",
            expression: """
                sum by (job, platform) (increase(learnhooks_deliveries_total{outcome="not authentic"}[15m])) > 20
                """,
            summary: "Deliveries to {{ $labels.platform }} do not prove to be its own",
            description: """
                They are answered 401. Its secret was changed at one end alone, a proxy changes bodies, or strangers try.
                The log says what was wrong; learnhooks explain says more of a recorded delivery.
                """),
    ]

    /// Deliveries that were a platform's own.
    private static let proven = "learnhooks_deliveries_total{outcome=~\"handled|unmapped|passed over\"}"

    /// Whether something was counted within an hour: the first sample of a series is not an increase.
    private static func counted(_ counter: String, by labels: String) -> String {
        """
        sum by (\(labels)) (increase(\(counter)[1h])) > 0
          or sum by (\(labels)) (\(counter) unless \(counter) offset 1h)
        """
    }
}
