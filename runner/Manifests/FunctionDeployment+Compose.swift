import FunctionRuntime
import LearnHooks

extension FunctionDeployment {
    /// Functions for Compose: each at a port of its own.
    ///
    /// Source: https://github.com/compose-spec/compose-spec/blob/main/spec.md
    static func compose(_ deployments: [FunctionDeployment]) -> String {
        let services = deployments.enumerated().map { index, deployment in
            deployment.service(at: Deployment.port + index).indented(by: 2)
        }
        return """
            # docker compose --file FILE up, with the variables that it names set, or in a file .env
            services:
            \(services.joined(separator: "\n"))
            """
    }

    private func service(at port: Int) -> String {
        """
        \(name):
          image: \(image)
          command: \(arguments)
          ports:
            - "127.0.0.1:\(port):\(Deployment.port)"
          environment:
        \(environment)  user: "\(FunctionImage.user)"
          read_only: true
          cap_drop: ["ALL"]
          security_opt: ["no-new-privileges:true"]
          mem_limit: 256m
          stop_grace_period: 10s
          restart: unless-stopped

        """
    }

    private var environment: String {
        // Of everything, what has a secret is served.
        let isOptional = verifiedPlatforms.count > 1
        let secrets = verifiedPlatforms.map { platform in
            let variable = Deployment.secretsVariable(of: platform)
            return "    \(variable): ${\(variable)\(isOptional ? ":-" : ":?the secrets of \(platform.name)")}\n"
        }
        return secrets.joined() + "    ACTIONS_TO: ${ACTIONS_TO:?where actions go, an http:// URL or stdout}\n"
    }
}
