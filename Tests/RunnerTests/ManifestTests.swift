import Catalog
import Foundation
import FunctionRuntime
import LearnHooks
import Receiving
import Support
import Testing

/// `manifest` of the built `learnhooks`: whether the files are valid is for `Tests/Interop` to say.
@Suite struct ManifestTests {
    private func manifest(_ arguments: String...) throws -> String {
        let outcome = try Program("learnhooks").run(["manifest"] + arguments, input: Data())
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    /// What runs functions.
    static let deployers = ["compose", "kubernetes", "systemd", "knative", "lambda"]
    /// What gives them a disk.
    static let keepers = ["compose", "kubernetes", "systemd"]

    @Test(arguments: deployers) func everyFunctionHasItsPlatformsSecretByName(kind: String) throws {
        for platform in catalog {
            for name in platform.functionNames {
                let text = try manifest("--for", kind, name)
                let variable = Deployment.secretsVariable(of: platform)
                #expect(text.contains(variable))
                for other in catalog where other.name != platform.name {
                    #expect(!text.contains(Deployment.secretsVariable(of: other)))
                }
                #expect(text.contains(kind == "systemd" ? "/learnhooks-function \(name)\n" : "[\"\(name)\"]"))
            }
        }
    }

    /// A value that is set here does not find its way into a file.
    @Test(arguments: deployers) func noSecretIsHeld(kind: String) throws {
        let outcome = try Program("learnhooks", environment: Fixtures.environment)
            .run("manifest", "--for", kind)
        for secret in Fixtures.secrets.values { #expect(!outcome.output.contains(secret)) }
    }

    @Test func probesAndPortAreTheOnesThatTheFunctionAnswers() throws {
        let paths = [Deployment.readinessPath, Deployment.livenessPath]
        for kind in ["knative", "kubernetes"] {
            let text = try manifest("--for", kind, "knolyx/PING")
            #expect(text.contains("containerPort: \(Deployment.port)\n"))
            #expect(text.matches(of: /path: (\S+)/).map { String($0.1) } == paths)
        }
        let server = try RunningProgram(["knolyx/PING"], environment: Fixtures.environment)
        var client = try HTTPClient(port: server.port)
        for path in paths { #expect(try client.get(path).status == 200) }
        #expect(try manifest("--for", "compose", "knolyx/PING").contains("\"127.0.0.1:8080:\(Deployment.port)\""))
    }

    /// Why a variable that the program reads is not handed on by a file for Compose.
    private static let notHandedOn = [
        "HOST": "in a container it is reached at every address", "PORT": "the file itself says at which port",
        "FUNCTION_TARGET": "the command says it", "FUNCTION_SIGNATURE_TYPE": "there is no broker in a compose file",
        "ADMIN": "what stands before the ports need not hand on health and metrics",
        "TLS_CERTIFICATE_FILE": "what ends TLS stands before the ports", "TLS_KEY_FILE": "the same",
        "SSL_CERT_FILE": "an image has its own authorities, at the place that it names", "K_SINK": "Knative's",
        "K_CE_OVERRIDES": "Knative's", "K_SERVICE": "Knative's", "AWS_LAMBDA_RUNTIME_API": "Lambda's",
        "INSPECTOR_TOKEN": "it is with ADMIN, which is not handed on", "INSPECTOR_HOSTS": "the same",
        "JOURNAL": "--journal says it", "JOURNAL_MAX_BYTES": "with --journal, learnhooks.env says it",
        "JOURNAL_LEASE": "usual ones are right", "DISPATCH": "whoever takes a part of the replicas alone says it",
    ]

    @Test func composeHandsOnWhatTheProgramReads() throws {
        var read: Set<String> = []
        // What stands behind DESTINATION_<NAME>_ is named by who adds a destination to the file.
        let files = try Project.files(below: "Sources/FunctionRuntime/Configuration", withExtension: "swift")
            .filter { !$0.hasSuffix("/DestinationVariables.swift") }
        for path in files {
            for match in try Project.text(of: path).matches(of: /"([A-Z][A-Z_]{3,})"/) { read.insert(String(match.1)) }
        }
        #expect(read.count > 15)
        let names = catalog.map(\.name)
        let text = try manifest("--for", "compose", names[0])
        for name in read {
            let isHandedOn = text.contains("      \(name): ${\(name)")
            #expect(isHandedOn != (Self.notHandedOn[name] != nil), "\(name)")
        }
        // Those who name destinations say more than one place, in a file of their own.
        #expect(text.contains("    # env_file: destinations.env\n"))
        for platform in catalog {
            let text = try manifest("--for", "compose", platform.name)
            #expect(
                text.contains("      \(platform.name.uppercased())_SOURCE: ${\(platform.name.uppercased())_SOURCE:-}\n")
            )
        }
    }

    /// What is read-only has room for what is kept, and asks itself how it is.
    @Test func composeGivesRoomAndAsksForHealth() throws {
        let text = try manifest("--for", "compose", "knolyx", "falkor")
        for name in ["learnhooks-knolyx", "learnhooks-falkor"] {
            #expect(text.contains("      - \"\(name):\(Deployment.folder)\"\n"))
            #expect(text.contains("\n  \(name):\n"))
        }
        #expect(text.contains("      DEAD_LETTERS: ${DEAD_LETTERS-\(Deployment.folder)}\n"))
        let words = try #require(text.firstMatch(of: /test: \["CMD", "\/([^"]+)", "([^"]+)"\]/))
        let folder = try Folder()
        let server = try RunningProgram(
            ["knolyx"], environment: Fixtures.environment.merging(["DEAD_LETTERS": folder.url.path]) { $1 })
        let check = Program(String(words.1), environment: ["PORT": "\(server.port)"])
        #expect(try check.run(String(words.2)).status == 0)
        try server.stop()
        #expect(try check.run(String(words.2)).status == 1)
    }

    /// What the function refuses beside a journal is not set beside one.
    @Test(arguments: keepers) func aJournalHasAFolderThatStays(kind: String) throws {
        let text = try manifest("--for", kind, "--journal", "knolyx")
        let folder = kind == "systemd" ? "%S/learnhooks-knolyx" : Deployment.folder
        #expect(text.contains(/\n +JOURNAL: |name: JOURNAL\n +value: |\nEnvironment=JOURNAL=/))
        #expect(text.contains("\(folder)/\(Deployment.journalFile)\n"))
        for variable in ["DEAD_LETTERS", "LEARNHOOKS_UNSIGNED", "ACTIONS_TO"] { #expect(!text.contains(variable)) }
        let room =
            switch kind {
            case "compose": "\n    volumes:\n      - \"learnhooks-knolyx:\(folder)\"\n"
            case "kubernetes": "            - name: journal\n              mountPath: \(folder)\n"
            default: "\nStateDirectory=learnhooks-knolyx\n"
            }
        #expect(text.contains(room))
        #expect(try !manifest("--for", kind, "knolyx").contains("JOURNAL"))
    }

    /// Where actions go is in one file, which each of them takes as it is.
    @Test(arguments: keepers) func destinationsStandInAFile(kind: String) throws {
        let text = try manifest("--for", kind, "--journal", "knolyx")
        let place =
            switch kind {
            case "compose": "\n    env_file: learnhooks.env\n"
            case "kubernetes": "\n            - secretRef:\n                name: learnhooks-variables\n"
            default: "\nEnvironmentFile=/etc/learnhooks/learnhooks.env\n"
            }
        #expect(text.contains(place))
        let variables = text.matches(of: /(?m)^#   (\w+)=(.*)$/).map { (String($0.1), String($0.2)) }
        #expect(variables.count == 3)
        let environment = Dictionary(variables) { $1 }.merging(["PATH": "/bin"]) { $1 }
        let outcome = try Program("learnhooks", environment: environment).run("destinations")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("lrs.example"))
    }

    @Test func aJournalHasOneProcess() throws {
        let text = try manifest("--for", "kubernetes", "--journal", "knolyx", "falkor/events")
        for line in ["kind: StatefulSet", "  replicas: 1", "        fsGroup: 65532", "  volumeClaimTemplates:"] {
            #expect(text.components(separatedBy: "\n\(line)\n").count == 3, "\(line)")
        }
        let stateless = try manifest("--for", "kubernetes", "knolyx")
        #expect(stateless.contains("\nkind: Deployment\n"))
        #expect(!stateless.contains(/volume|fsGroup/))
    }

    /// Two units on one machine have two folders; the one of everything has the folder that images have.
    @Test func aJournalInADatabaseHasSeveralReplicasAndItsURLFromASecret() throws {
        let text = try manifest("--for", "kubernetes", "--postgresql", "knolyx")
        #expect(text.contains("\nkind: Deployment\n") && text.contains("\n  replicas: 3\n"))
        #expect(text.contains(/name: JOURNAL\n +valueFrom:\n +secretKeyRef:\n +name: learnhooks-postgresql\n/))
        #expect(text.contains("\nkind: PodDisruptionBudget\n"))
    }

    @Test func aUnitHasAFolderOfItsOwn() throws {
        #expect(try manifest("--for", "systemd", "--journal").contains("\nStateDirectory=learnhooks\n"))
        let text = try manifest("--for", "systemd", "konstantly/Course/Finished")
        #expect(text.contains("\nStateDirectory=learnhooks-konstantly-course-finished\n"))
        #expect(text.contains("\nEnvironment=DEAD_LETTERS=%S/learnhooks-konstantly-course-finished\n"))
    }

    /// A rule about a metric that does not exist would never fire.
    @Test func rulesAskForWhatTheFunctionCounts() throws {
        let rules = try manifest("--for", "prometheus")
        var counted: Set<String> = []
        for path in try Project.files(below: "Sources", withExtension: "swift") {
            counted.formUnion(try Project.text(of: path).matches(of: /"(learnhooks_[a-z_]+)"/).map { String($0.1) })
        }
        let metrics = Set(rules.matches(of: /learnhooks_[a-z_]+/).map { String($0.0) })
        #expect(metrics.count > 8)
        #expect(metrics.isSubset(of: counted), "\(metrics.subtracting(counted))")
        let outcomes = rules.matches(of: /learnhooks_deliveries_total\{outcome=~?"([^"]*)"/).flatMap {
            $0.1.split(separator: "|").map(String.init)
        }
        #expect(Set(outcomes).count > 5)
        for outcome in outcomes { #expect(DeliveryReport.Outcome(rawValue: outcome) != nil, "\(outcome)") }
    }

    @Test func severalFunctionsGoIntoOneFile() throws {
        let names = ["knolyx/PING", "konstantly/Course/Finished", "falkor"]
        let knative = try manifest("--for", "knative", names[0], names[1], names[2])
        #expect(knative.components(separatedBy: "\n---\n").count == 6)
        #expect(knative.hasSuffix("\n"))
        let compose = try manifest("--for", "compose", names[0], names[1], names[2])
        #expect(compose.components(separatedBy: "services:\n").count == 2)
        for port in 8080...8082 { #expect(compose.contains("127.0.0.1:\(port):8080")) }
        let lambda = try manifest("--for", "lambda", names[0], names[1], names[2])
        #expect(lambda.components(separatedBy: "Type: AWS::Serverless::Function").count == 4)
        #expect(lambda.contains("  LearnhooksKonstantlyCourseFinished:\n"))
    }

    @Test func imagesAreCalledAsPackageCallsThem() throws {
        let text = try manifest(
            "--for", "compose", "--registry", "ghcr.io/acme", "--tag", "1.2", "instruqt/track.completed")
        #expect(text.contains("image: ghcr.io/acme/learnhooks-instruqt-track-completed:1.2\n"))
    }

    @Test func aFunctionThatIsNamedTwiceIsDeployedOnce() throws {
        for kind in Self.deployers {
            #expect(try manifest("--for", kind, "knolyx", "knolyx") == manifest("--for", kind, "knolyx"))
        }
    }

    @Test func theProcessorIsTheImages() throws {
        #expect(try manifest("--for", "lambda", "--architecture", "arm64", "knolyx").contains("Architectures: [arm64]"))
    }

    @Test func aBrokersFunctionIsReachedByTheBrokerAlone() throws {
        let knative = try manifest("--for", "knative", "--signature-type", "cloudevent", "instruqt")
        #expect(knative.contains("networking.knative.dev/visibility: cluster-local"))
        #expect(knative.contains("kind: Trigger"))
        // Else the broker drops what the function could not take.
        for line in ["retry: 10", "backoffPolicy: exponential", "backoffDelay: PT1S", "deadLetterSink:"] {
            #expect(knative.contains("    \(line)\n"))
        }
        #expect(!knative.contains("INSTRUQT_SECRETS"))
        let lambda = try manifest("--for", "lambda", "--signature-type", "cloudevent", "instruqt")
        #expect(lambda.contains("FUNCTION_SIGNATURE_TYPE: cloudevent"))
        #expect(!lambda.contains("FunctionUrlConfig"))
    }

    @Test(arguments: [
        (["--for", "compose", "nolyx"], "did you mean knolyx?"), (["knolyx"], "--for"),
        (["--for", "nomad"], "The value 'nomad' is invalid"),
        (["--for", "compose", "--tag", "a b"], "--tag: expected"),
        (["--for", "compose", "--tag=.x"], "--tag: expected"),
        (["--for", "compose", "--registry", "https://ghcr.io/a"], "--registry: expected"),
        (["--for", "compose", "--registry", "ghcr.io/a/"], "--registry: expected"),
        (["--for", "compose", "--signature-type", "cloudevent"], "--signature-type: expected --for knative or lambda"),
        (["--for", "kubernetes", "--signature-type", "cloudevent"], "--signature-type: expected --for knative or"),
        (["--for", "systemd", "knolyx", "falkor"], "--for systemd: expected at most one function"),
        (["--for", "prometheus", "knolyx"], "--for prometheus: expected no function"),
        (["--for", "prometheus", "--journal"], "--journal: the rules do not depend on it"),
        (["--for", "knative", "--journal"], "--journal: Knative keeps no disk"),
        (["--for", "compose", "--postgresql"], "--postgresql: expected --for kubernetes"),
        (
            ["--for", "kubernetes", "--journal", "--postgresql"],
            "--postgresql: expected --for kubernetes, and no --journal"
        ),
        (["--for", "lambda", "--journal"], "--journal: AWS Lambda keeps no disk"),
    ])
    func whatCannotBePrintedIsSaid(arguments: [String], message: String) throws {
        let outcome = try Program("learnhooks").run(["manifest"] + arguments, input: Data())
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
