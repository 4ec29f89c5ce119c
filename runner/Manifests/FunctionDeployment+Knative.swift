import FunctionRuntime
import LearnHooks

extension FunctionDeployment {
    /// The function for Knative: a Service, the broker as its sink, and where the broker calls it, a Trigger.
    ///
    /// Sources: https://knative.dev/docs/serving/reference/serving-api/, https://knative.dev/docs/eventing/triggers/
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
                - name: function
                  image: \(image)
                  args: \(arguments)
                  ports:
                    - containerPort: \(Deployment.port)
        \(environment)          readinessProbe:
                    httpGet:
                      path: \(Deployment.readinessPath)
                  livenessProbe:
                    httpGet:
                      path: \(Deployment.livenessPath)
                  resources:
                    requests:
                      cpu: 50m
                      memory: 32Mi
                    limits:
                      cpu: "1"
                      memory: 256Mi
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: \(Self.user)
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    capabilities:
                      drop: ["ALL"]
                    seccompProfile:
                      type: RuntimeDefault

        """ + (signatureType == .cloudevent ? trigger : "")
    }

    private var secretHints: String {
        verifiedPlatforms.map {
            "# Before: kubectl create secret generic learnhooks-\($0.name) --from-literal=secrets=…\n"
        }.joined()
    }

    /// Whom a broker calls, nobody else may reach: it is trusted.
    private var visibility: String {
        guard signatureType == .cloudevent else { return "" }
        return """
              labels:
                networking.knative.dev/visibility: cluster-local

            """
    }

    private var environment: String {
        var lines = ["env:"]
        for platform in verifiedPlatforms {
            lines += [
                "  - name: \(Deployment.secretsVariable(of: platform))", "    valueFrom:", "      secretKeyRef:",
                "        name: learnhooks-\(platform.name)", "        key: secrets",
            ]
            // Of everything, what has a secret is served.
            if verifiedPlatforms.count > 1 { lines.append("        optional: true") }
        }
        if signatureType == .cloudevent {
            lines += ["  - name: FUNCTION_SIGNATURE_TYPE", "    value: cloudevent"]
        }
        return lines.joined(separator: "\n").indented(by: 10) + "\n"
    }

    /// The broker's events but for actions, which are what comes of them.
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

        """
    }
}
