import LearnHooks

/// An event of an AWS service that this function does not handle, recognised by its shape.
struct ForeignEvent {
    /// The service's name, for an error.
    let name: String
    /// The members that it must have.
    private let members: [Member]

    /// A member, by the keys that lead to it; of a list, the first element is looked into.
    private struct Member {
        let path: [String]
        /// The text that it must be, or nil if it must only be there.
        let text: String?

        /// Takes `key/key` or `key/key=text`.
        init(_ words: String) {
            let parts = words.split(separator: "=", maxSplits: 1).map(String.init)
            path = (parts.first ?? "").split(separator: "/").map(String.init)
            text = parts.count > 1 ? parts[1] : nil
        }

        func isIn(_ event: JSONNode) -> Bool {
            var node = event
            for key in path {
                // A list of records is told by its first; a pipe of EventBridge sends such a list and nothing around it.
                if node.kind == .array, let first = node.elements.first(where: { _ in true }) { node = first }
                guard let next = node[key] else { return false }
                node = next
            }
            return text.map { node.isString($0) } ?? true
        }
    }

    private init(_ name: String, _ members: String...) {
        self.name = name
        self.members = members.map { Member($0) }
    }

    /// Returns the service that an event is from, or nil if it is none of these.
    static func name(of event: JSONNode) -> String? {
        all.first { $0.members.allSatisfy { $0.isIn(event) } }?.name
    }

    /// Those with a documented shape, the particular ones before the general.
    ///
    /// Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html and the pages that it names; for HTTP,
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
    /// https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html and
    /// https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
    private static let all = [
        // HTTP in other formats than 2.0, and what looks like it.
        ForeignEvent("Lambda's destinations", "requestContext/functionArn", "requestPayload"),
        ForeignEvent("a load balancer", "requestContext/elb"),
        ForeignEvent("a WebSocket API", "requestContext/connectionId"),
        ForeignEvent("VPC Lattice", "requestContext/serviceNetworkArn"),
        ForeignEvent("VPC Lattice", "raw_path", "method", "headers"),
        ForeignEvent("API Gateway, to authorize a request", "type=TOKEN", "methodArn"),
        ForeignEvent("API Gateway, to authorize a request", "type=REQUEST", "methodArn"),
        ForeignEvent("API Gateway, to authorize a request", "type=REQUEST", "routeArn"),
        ForeignEvent("API Gateway in payload format 1.0", "requestContext", "httpMethod"),
        ForeignEvent("API Gateway in payload format 1.0", "requestContext", "version=1.0"),
        ForeignEvent("CloudFront", "Records/cf"),

        // Queues, streams and topics.
        ForeignEvent("SQS", "Records/eventSource=aws:sqs"),
        ForeignEvent("SNS", "Records/EventSource=aws:sns"),
        ForeignEvent("S3", "Records/eventSource=aws:s3"),
        ForeignEvent("Kinesis", "Records/eventSource=aws:kinesis"),
        ForeignEvent("DynamoDB", "Records/eventSource=aws:dynamodb"),
        ForeignEvent("SES", "Records/eventSource=aws:ses"),
        ForeignEvent("CodeCommit", "Records/eventSource=aws:codecommit"),
        ForeignEvent("Amazon MSK", "eventSource=aws:kafka", "records"),
        ForeignEvent("Kafka", "eventSource=SelfManagedKafka", "records"),
        ForeignEvent("Amazon MQ", "eventSource=aws:mq"),
        ForeignEvent("Amazon MQ", "eventSource=aws:rmq"),
        ForeignEvent("DocumentDB", "eventSource=aws:docdb"),
        ForeignEvent("Firehose", "deliveryStreamArn", "records"),
        ForeignEvent("CloudWatch Logs", "awslogs/data"),
        ForeignEvent("an AWS service", "Records/eventSource"),
        ForeignEvent("an AWS service", "eventSource"),
        ForeignEvent("EventBridge", "detail-type", "source", "detail"),

        // Services that ask a function for something.
        ForeignEvent("Cognito", "triggerSource", "userPoolId"),
        ForeignEvent("Cognito Sync", "identityPoolId", "datasetRecords"),
        ForeignEvent("CloudFormation", "RequestType", "ResponseURL", "StackId"),
        ForeignEvent("CodePipeline", "CodePipeline.job"),
        ForeignEvent("AWS Config", "invokingEvent", "configRuleArn"),
        ForeignEvent("Secrets Manager", "SecretId", "ClientRequestToken", "Step"),
        ForeignEvent("S3 Batch Operations", "invocationSchemaVersion", "job", "tasks"),
        ForeignEvent("S3 Object Lambda", "getObjectContext"),
        ForeignEvent("Lex", "sessionState", "bot"),
        ForeignEvent("Lex", "currentIntent", "bot"),
        ForeignEvent("Alexa", "session/application", "request/type"),
        ForeignEvent("Amazon Connect", "Details/ContactData"),
        ForeignEvent("AppSync", "info/parentTypeName", "arguments"),
        ForeignEvent("Amazon Bedrock", "messageVersion", "agent"),
        ForeignEvent("AWS IoT", "serialNumber", "clickType"),
    ]
}
