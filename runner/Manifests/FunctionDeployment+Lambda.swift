import FunctionRuntime
import LearnHooks
import Receiving

extension FunctionDeployment {
    /// Functions for AWS Lambda: a template for SAM, with a URL for each that platforms call.
    ///
    /// Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
    static func lambda(_ deployments: [FunctionDeployment]) -> String {
        """
        # sam deploy --template-file FILE --guided; the images must be in ECR (--registry …dkr.ecr.….amazonaws.com)
        \(secretHints(deployments))AWSTemplateFormatVersion: "2010-09-09"
        Transform: AWS::Serverless-2016-10-31
        Description: Webhooks of learning platforms in, actions out.
        Parameters:
          ActionsTo:
            Type: String
            Description: Where actions go, an http URL, or stdout for the log.
        Resources:
        \(deployments.map { $0.resource.indented(by: 2) }.joined(separator: "\n"))\(outputs(deployments))
        """
    }

    private static func secretHints(_ deployments: [FunctionDeployment]) -> String {
        var names: [String] = []
        for name in deployments.flatMap({ $0.verifiedPlatforms.map(\.name) }) where !names.contains(name) {
            names.append(name)
        }
        return names.map {
            "# Before: aws secretsmanager create-secret --name learnhooks/\($0) --secret-string …\n"
        }.joined()
    }

    /// The name in the template: `LearnhooksKonstantlyCourseFinished`.
    private var logicalID: String {
        name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            .filter { $0.isLetter || $0.isNumber }
    }

    private var resource: String {
        """
        \(logicalID):
          Type: AWS::Serverless::Function
          Properties:
            PackageType: Image
            ImageUri: \(image)
        \(command)    Architectures: [\(architecture.rawValue)]
            MemorySize: 128
            Timeout: 15
            Environment:
              Variables:
        \(environment)\(signatureType == .http ? url : "")
        """
    }

    private var command: String {
        target.name == nil ? "" : "    ImageConfig:\n      Command: \(arguments)\n"
    }

    private var url: String {
        """
            FunctionUrlConfig:
              AuthType: NONE

        """
    }

    private var environment: String {
        var lines = verifiedPlatforms.map {
            "\(Deployment.secretsVariable(of: $0)): \"{{resolve:secretsmanager:learnhooks/\($0.name)}}\""
        }
        if signatureType == .cloudevent { lines.append("FUNCTION_SIGNATURE_TYPE: cloudevent") }
        lines.append("ACTIONS_TO: !Ref ActionsTo")
        return lines.joined(separator: "\n").indented(by: 8) + "\n"
    }

    private static func outputs(_ deployments: [FunctionDeployment]) -> String {
        let lines = deployments.filter { $0.signatureType == .http }.map {
            "  \($0.logicalID)Url:\n    Value: !GetAtt \($0.logicalID)Url.FunctionUrl\n"
        }
        return lines.isEmpty ? "" : "Outputs:\n" + lines.joined()
    }
}
