import FunctionRuntime
import LearnHooks

/// The parts that manifests for Kubernetes and Knative have in common.
extension FunctionDeployment {
    /// The commands that make its secrets, as comments.
    var secretHints: String {
        verifiedPlatforms.map {
            "# Before: kubectl create secret generic learnhooks-\($0.name) --from-literal=secrets=…\n"
        }.joined()
    }

    /// The secrets of its platforms among the variables of a container.
    var secretVariables: [String] {
        verifiedPlatforms.flatMap { platform in
            let lines = [
                "  - name: \(Deployment.secretsVariable(of: platform))", "    valueFrom:", "      secretKeyRef:",
                "        name: learnhooks-\(platform.name)", "        key: secrets",
            ]
            // An image of all platforms serves those that have a secret.
            return lines + (verifiedPlatforms.count > 1 ? ["        optional: true"] : [])
        }
    }

    /// Writes the container of a pod.
    ///
    /// - Parameters:
    ///   - surroundings: Its environment, and whatever else it has there.
    ///   - port: The port that is probed: Knative fills it in, Kubernetes does not.
    /// - Returns: YAML, as an element of a list.
    func container(with surroundings: String, probedAt port: Int? = nil) -> String {
        let port = port.map { "\n      port: \($0)" } ?? ""
        return """
            - name: function
              image: \(image)
              args: \(arguments)
              ports:
                - containerPort: \(Deployment.port)
            \(surroundings.indented(by: 2))
              readinessProbe:
                httpGet:
                  path: \(Deployment.readinessPath)\(port)
              livenessProbe:
                httpGet:
                  path: \(Deployment.livenessPath)\(port)
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
            """
    }
}
