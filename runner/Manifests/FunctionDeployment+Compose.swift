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
        let hasJournal = deployments.contains(where: \.hasJournal)
        return """
            # docker compose --file FILE up, with the variables that it names set, or in a file .env
            #
            \(hasJournal ? "" : destinationsHint)\
            # The ports are open to this machine alone (127.0.0.1), for what ends TLS stands before them: platforms call https
            # URLs. Where that is a service of this file, it reaches a function as http://NAME:\(Deployment.port), without ports.
            \(hasJournal ? variablesHint : "")services:
            \(services.joined(separator: "\n"))
            # What each has kept: \(hasJournal ? "its journal" : "deliveries that could not be used"), which \
            \(hasJournal ? "holds" : "hold") personal data.
            volumes:
            \(deployments.map { "  \($0.name):" }.joined(separator: "\n"))

            """
    }

    private static let destinationsHint = """
        # Several destinations (DESTINATION_CRM_URL=… and so on) stand in a file destinations.env beside this one: take the # from
        # env_file, and set ACTIONS_TO to nothing.
        #

        """

    private static let variablesHint = """
        #
        # \(variablesFile), beside this file, says where actions go, one variable a line and without quotes; and what else is set:
        \(variablesExample)

        """

    private func service(at port: Int) -> String {
        """
        \(name):
          image: \(image)
          command: \(arguments)
          ports:
            - "127.0.0.1:\(port):\(Deployment.port)"
        \(hasJournal ? "  env_file: \(Self.variablesFile)" : "  # env_file: destinations.env")
          environment:
        \(environment)  volumes:
            - "\(name):\(Deployment.folder)"
          healthcheck:
            test: ["CMD", "/\(FunctionImage.program)", "--check-health"]
            interval: 30s
            timeout: 10s
            start_period: 5s
          user: "\(FunctionImage.user)"
          read_only: true
          cap_drop: ["ALL"]
          security_opt: ["no-new-privileges:true"]
          mem_limit: 256m
          stop_grace_period: 10s
          restart: unless-stopped

        """
    }

    private var environment: String {
        // An image of all platforms serves those that have a secret.
        let isOptional = verifiedPlatforms.count > 1
        let secrets = verifiedPlatforms.map { platform in
            let variable = Deployment.secretsVariable(of: platform)
            return "    \(variable): ${\(variable)\(isOptional ? ":-" : ":?the secrets of \(platform.name)")}\n"
        }
        guard !hasJournal else {
            // These variables take precedence over the file, and an unset one would override it with an empty value.
            return secrets.joined() + "    JOURNAL: \(Deployment.folder)/\(Deployment.journalFile)\n"
        }
        let others = Deployment.optionalVariables(of: verifiedPlatforms).map { "    \($0): ${\($0):-}\n" }
        return secrets.joined() + "    ACTIONS_TO: ${ACTIONS_TO?where actions go, an http:// URL or stdout}\n"
            + "    DEAD_LETTERS: ${DEAD_LETTERS-\(Deployment.folder)}\n" + others.joined()
    }
}
