import FunctionRuntime
import LearnHooks

/// The variables that Lambda sets.
///
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
struct LambdaEnvironment: Sendable {
    private let variables: [String: String]

    /// Completes an environment; what it sets already stays.
    ///
    /// - Parameters:
    ///   - own: The variables of the emulator's own environment.
    ///   - directory: Where the function's files are.
    init(_ own: [String: String], directory: String) {
        let name = own["AWS_LAMBDA_FUNCTION_NAME"] ?? "function"
        let region = own["AWS_REGION"] ?? own["AWS_DEFAULT_REGION"] ?? "us-east-1"
        let defaults = [
            "_HANDLER": "bootstrap", "AWS_REGION": region, "AWS_DEFAULT_REGION": region,
            "AWS_EXECUTION_ENV": "AWS_Lambda_provided.al2023", "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_FUNCTION_VERSION": Self.version,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand", "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(name)",
            "LAMBDA_TASK_ROOT": directory, "LAMBDA_RUNTIME_DIR": "/var/runtime", "TZ": ":UTC",
        ]
        variables = defaults.merging(own) { $1 }
    }

    /// The version that every call runs.
    static let version = "$LATEST"

    /// Where programs are looked up.
    var path: String? { variables["PATH"] }

    /// The memory that the function is said to have, in megabytes; no limit here.
    var memorySize: String { variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] ?? "" }

    /// The variables of one process.
    func variables(runtimePort: Int, startedAt time: Timestamp) -> [String: String] {
        let id = (0..<2).map { _ in UInt64.random(in: .min ... .max).hex }.joined()
        let day = time.description.prefix(10).replacing("-", with: "/")
        return variables.merging([
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:\(runtimePort)",
            "AWS_LAMBDA_LOG_STREAM_NAME": "\(day)/[\(Self.version)]\(id)",
        ]) { $1 }
    }

    /// The name under which a function is called, in full.
    func arn(of function: String) -> String {
        if function.hasPrefix("arn:") { return function }
        // A part of such a name begins with the account.
        let rest = function.contains(":function:") ? function : "012345678912:function:\(function)"
        return "arn:aws:lambda:\(variables["AWS_REGION"] ?? ""):\(rest)"
    }
}

extension UInt64 {
    /// The number in sixteen hexadecimal digits.
    var hex: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
