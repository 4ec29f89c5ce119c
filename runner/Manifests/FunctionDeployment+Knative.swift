import FunctionRuntime
import LearnHooks

extension FunctionDeployment {
    /// The function for Knative: a Service, the broker as its sink, and where the broker calls it, a Trigger.
    ///
    /// Sources: https://knative.dev/docs/serving/reference/serving-api/, https://knative.dev/docs/eventing/triggers/,
    /// https://knative.dev/docs/eventing/event-delivery/
    var knative: String {
        """
        # \(name), for Knative: kubectl apply --filename FILE
        # Before: the broker; until it is there, platforms are answered, and actions go nowhere.
        \(secretHints)# Where actions go: this sets K_SINK.
        apiVersion: sources.knative.dev/v1
        kind: SinkBinding
        metadata:
          name: \(name)
        spec:
          subject:
            apiVersion: serving.knative.dev/v1
            kind: Service
            name: \(name)
          sink:
            ref:
              apiVersion: eventing.knative.dev/v1
              kind: Broker
              name: default
        ---
        apiVersion: serving.knative.dev/v1
        kind: Service
        metadata:
          name: \(name)
        \(visibility)spec:
          template:
            metadata:
              annotations:
                autoscaling.knative.dev/min-scale: "0"
                autoscaling.knative.dev/max-scale: "10"
            spec:
              containerConcurrency: 100
              timeoutSeconds: 30
              automountServiceAccountToken: false
              enableServiceLinks: false
              containers:
        \(container(with: environment).indented(by: 8))

        """ + (signatureType == .cloudevent ? trigger : "")
    }

    /// Only the broker may reach the function, because its calls are trusted.
    private var visibility: String {
        guard signatureType == .cloudevent else { return "" }
        return """
              labels:
                networking.knative.dev/visibility: cluster-local

            """
    }

    private var environment: String {
        let type = signatureType == .cloudevent ? ["  - name: FUNCTION_SIGNATURE_TYPE", "    value: cloudevent"] : []
        return (["env:"] + secretVariables + type).joined(separator: "\n")
    }

    /// All events of the broker except actions, which the function itself makes; and what becomes of an event that fails.
    private var trigger: String {
        """
        ---
        apiVersion: eventing.knative.dev/v1
        kind: Trigger
        metadata:
          name: \(name)
        spec:
          broker: default
          # Add what tells this platform's events from others: - exact: {source: …}
          filters:
            - not:
                prefix:
                  type: learnhooks.
          subscriber:
            ref:
              apiVersion: serving.knative.dev/v1
              kind: Service
              name: \(name)
          delivery:
            retry: 10
            backoffPolicy: exponential
            backoffDelay: PT1S
            # Who gets what was tried in vain: until it is there, the Trigger is not ready.
            deadLetterSink:
              ref:
                apiVersion: serving.knative.dev/v1
                kind: Service
                name: dead-letters

        """
    }
}
