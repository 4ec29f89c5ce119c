import FunctionRuntime
import LearnHooks

extension FunctionDeployment {
    /// The function for Kubernetes: a Service, and behind it a StatefulSet of one where it keeps a journal on a disk, else a Deployment.
    ///
    /// Source: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
    var kubernetes: String {
        """
        # \(name), for Kubernetes: kubectl apply --filename FILE
        \(secretHints)\(isShared ? databaseNote : "")# Before: kubectl create secret generic learnhooks-variables --from-env-file=\(Self.variablesFile)
        # That file says where actions go, one variable a line and without quotes; and what else is set:
        \(Self.variablesExample)
        # Platforms call https URLs: an Ingress of yours ends TLS, and hands on their paths alone (not /health, not /metrics).
        apiVersion: v1
        kind: Service
        metadata:
          name: \(name)
        spec:
          selector:
            app.kubernetes.io/name: \(name)
          ports:
            - port: 80
              targetPort: \(Deployment.port)
        ---
        \(hasJournal ? journalNote : "")apiVersion: apps/v1
        kind: \(hasJournal ? "StatefulSet" : "Deployment")
        metadata:
          name: \(name)
        spec:
        \(hasJournal ? "  serviceName: \(name)\n  replicas: 1" : "  replicas: \(isShared ? 3 : 2)")
          selector:
            matchLabels:
              app.kubernetes.io/name: \(name)
          template:
            metadata:
              labels:
                app.kubernetes.io/name: \(name)
            spec:
              automountServiceAccountToken: false
              enableServiceLinks: false
        \(hasJournal ? ownership : "")      containers:
        \(container(with: surroundings, probedAt: Deployment.port).indented(by: 8))
        \(hasJournal ? claim : "")\(isShared ? budget : "")
        """
    }

    private var journalNote: String {
        """
        # One at a time: a journal has one process, and a second one waits for it. The volume must be a disk: a network file
        # system is refused, for its locks and its flushes promise less. It holds personal data; its encryption is the cluster's.

        """
    }

    private var databaseNote: String {
        """
        # Before: kubectl create secret generic learnhooks-postgresql --from-literal=url=postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full
        # The image is one that was built with PostgreSQL: --target postgresql of functions/Containerfile.

        """
    }

    /// Only one replica at a time is evicted when nodes are drained: the others take over its shards at once.
    private var budget: String {
        """
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: \(name)
        spec:
          maxUnavailable: 1
          selector:
            matchLabels:
              app.kubernetes.io/name: \(name)

        """
    }

    private static let database = [
        "  - name: JOURNAL", "    valueFrom:", "      secretKeyRef:", "        name: learnhooks-postgresql",
        "        key: url",
    ]

    /// A volume belongs to root until its group is set.
    private var ownership: String {
        """
              securityContext:
                fsGroup: \(Self.user)
                fsGroupChangePolicy: OnRootMismatch

        """
    }

    private var surroundings: String {
        let variables =
            hasJournal
            ? ["  - name: JOURNAL", "    value: \(Deployment.folder)/\(Deployment.journalFile)"]
            // Nodes send to a pod until they know that it ends.
            : ["  - name: SHUTDOWN_DELAY", "    value: \"5\""]
        let others = ["envFrom:", "  - secretRef:", "      name: learnhooks-variables"]
        let lines =
            ["env:"] + secretVariables + variables + (isShared ? Self.database : []) + others
            + (hasJournal ? [mount] : [])
        return lines.joined(separator: "\n")
    }

    /// The previous process may hold the journal for half a minute, and a large journal is checked at the start.
    private var mount: String {
        """
        volumeMounts:
          - name: journal
            mountPath: \(Deployment.folder)
        startupProbe:
          httpGet:
            path: \(Deployment.livenessPath)
            port: \(Deployment.port)
          periodSeconds: 5
          failureThreshold: 24
        """
    }

    /// Twice the default of JOURNAL_MAX_BYTES, so that a backup fits beside the journal.
    private var claim: String {
        """
          volumeClaimTemplates:
            - metadata:
                name: journal
              spec:
                accessModes: ["ReadWriteOnce"]
                resources:
                  requests:
                    storage: 8Gi

        """
    }
}
