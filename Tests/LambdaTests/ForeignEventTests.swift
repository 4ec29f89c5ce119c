import LearnHooks
import Support
import Testing

@testable import FunctionRuntime

/// Events of AWS's services, shortened from their documentation, and what is told apart from them.
@Suite struct ForeignEventTests {
    private func name(of event: String) throws -> String? {
        ForeignEvent.name(of: try JSONDocument(parsing: Array(event.utf8)).root)
    }

    @Test(arguments: [
        (#"{"Records":[{"messageId":"1","body":"{}","eventSource":"aws:sqs","awsRegion":"us-east-2"}]}"#, "SQS"),
        (#"{"Records":[{"EventVersion":"1.0","EventSource":"aws:sns","Sns":{"Message":"x"}}]}"#, "SNS"),
        (#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","s3":{"bucket":{"name":"b"}}}]}"#, "S3"),
        (#"{"Records":[{"kinesis":{"data":"SGVsbG8="},"eventSource":"aws:kinesis"}]}"#, "Kinesis"),
        (#"{"Records":[{"eventID":"1","eventSource":"aws:dynamodb","dynamodb":{}}]}"#, "DynamoDB"),
        (#"{"Records":[{"eventSource":"aws:ses","ses":{"mail":{}}}]}"#, "SES"),
        (#"{"Records":[{"codecommit":{"references":[]},"eventSource":"aws:codecommit"}]}"#, "CodeCommit"),
        (#"{"Records":[{"eventSource":"aws:later"}]}"#, "an AWS service"),
        (#"{"Records":[{"cf":{"config":{"distributionId":"E"},"request":{"uri":"/"}}}]}"#, "CloudFront"),
        (#"[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]"#, "an AWS service"),
        (#"{"eventSource":"aws:kafka","eventSourceArn":"a","records":{"t-0":[{"value":"SGVsbG8="}]}}"#, "Amazon MSK"),
        (#"{"eventSource":"SelfManagedKafka","bootstrapServers":"b","records":{"t-0":[]}}"#, "Kafka"),
        (#"{"eventSource":"aws:mq","eventSourceArn":"a","messages":[{"data":"YQ=="}]}"#, "Amazon MQ"),
        (#"{"eventSource":"aws:rmq","eventSourceArn":"a","rmqMessagesByQueue":{}}"#, "Amazon MQ"),
        (#"{"eventSource":"aws:docdb","eventSourceArn":"a","events":[{"event":{}}]}"#, "DocumentDB"),
        (#"{"invocationId":"i","deliveryStreamArn":"a","records":[{"recordId":"r","data":"YQ=="}]}"#, "Firehose"),
        (#"{"awslogs":{"data":"H4sIAAAA"}}"#, "CloudWatch Logs"),
        (
            #"{"version":"0","id":"fe8d","detail-type":"Scheduled Event","source":"aws.events","account":"1","time":"2020-01-01T00:00:00Z","region":"r","resources":[],"detail":{}}"#,
            "EventBridge"
        ),
        (#"{"raw_path":"/p","method":"POST","headers":{},"query_string_parameters":{},"body":"{}"}"#, "VPC Lattice"),
        (
            #"{"version":"2.0","path":"/","method":"GET","headers":{"a":["b"]},"body":"{}","isBase64Encoded":false,"requestContext":{"serviceNetworkArn":"a","serviceArn":"b","timeEpoch":"1"}}"#,
            "VPC Lattice"
        ),
        (
            #"{"type":"TOKEN","authorizationToken":"t","methodArn":"a"}"#,
            "API Gateway, to authorize a request"
        ),
        (
            #"{"type":"REQUEST","methodArn":"a","resource":"/r","path":"/r","httpMethod":"GET","requestContext":{"path":"/r"}}"#,
            "API Gateway, to authorize a request"
        ),
        (
            #"{"version":"2.0","type":"REQUEST","routeArn":"a","rawPath":"/","headers":{},"requestContext":{"http":{"method":"GET"}}}"#,
            "API Gateway, to authorize a request"
        ),
        (
            #"{"version":"1.0","resource":"/","httpMethod":"POST","requestContext":{}}"#,
            "API Gateway in payload format 1.0"
        ),
        (#"{"resource":"/","httpMethod":"POST","requestContext":{"stage":"p"}}"#, "API Gateway in payload format 1.0"),
        (#"{"httpMethod":"POST","requestContext":{"elb":{"targetGroupArn":"a"}}}"#, "a load balancer"),
        (#"{"requestContext":{"connectionId":"x","eventType":"MESSAGE"}}"#, "a WebSocket API"),
        (
            #"{"version":"1","triggerSource":"PreSignUp_SignUp","region":"r","userPoolId":"p","request":{},"response":{}}"#,
            "Cognito"
        ),
        (#"{"version":2,"eventType":"SyncTrigger","identityPoolId":"i","datasetRecords":{}}"#, "Cognito Sync"),
        (#"{"RequestType":"Create","ResponseURL":"https://u","StackId":"s","RequestId":"r"}"#, "CloudFormation"),
        (#"{"CodePipeline.job":{"id":"1","accountId":"1","data":{}}}"#, "CodePipeline"),
        (
            #"{"invokingEvent":"{}","ruleParameters":"{}","configRuleArn":"a","configRuleName":"n","version":"1.0"}"#,
            "AWS Config"
        ),
        (#"{"Step":"createSecret","SecretId":"arn","ClientRequestToken":"t"}"#, "Secrets Manager"),
        (#"{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"1"},"tasks":[]}"#, "S3 Batch Operations"),
        (#"{"xAmzRequestId":"r","getObjectContext":{"inputS3Url":"u"}}"#, "S3 Object Lambda"),
        (#"{"messageVersion":"1.0","invocationSource":"DialogCodeHook","bot":{},"sessionState":{}}"#, "Lex"),
        (#"{"messageVersion":"1.0","currentIntent":{},"bot":{"name":"b"},"userId":"u"}"#, "Lex"),
        (#"{"version":"1.0","session":{"application":{"applicationId":"a"}},"request":{"type":"R"}}"#, "Alexa"),
        (#"{"Details":{"ContactData":{"ContactId":"c"},"Parameters":{}},"Name":"ContactFlowEvent"}"#, "Amazon Connect"),
        (#"{"arguments":{"id":"1"},"info":{"fieldName":"f","parentTypeName":"Query"}}"#, "AppSync"),
        (#"{"messageVersion":"1.0","agent":{"name":"a"},"inputText":"t","sessionId":"s"}"#, "Amazon Bedrock"),
        (#"{"serialNumber":"G0","batteryVoltage":"1mV","clickType":"SINGLE"}"#, "AWS IoT"),
        (
            #"{"version":"1.0","timestamp":"2020-01-01T00:00:00Z","requestContext":{"requestId":"r","functionArn":"a","condition":"Success"},"requestPayload":{},"responsePayload":{}}"#,
            "Lambda's destinations"
        ),
    ])
    func whatAServiceSendsIsNamed(event: String, service: String) throws {
        #expect(try name(of: event) == service)
    }

    @Test(arguments: Sample.all) func noPayloadIsTakenForOne(sample: Sample) throws {
        #expect(try name(of: String(decoding: sample.bytes, as: UTF8.self)) == nil)
    }

    @Test(arguments: [
        "{}", "[]", "[[]]", "1", "null", #""Records""#, #"{"Records":[]}"#, #"{"Records":{}}"#,
        #"{"Records":["aws:sqs"]}"#,
        #"{"version":"2.0","rawPath":"/","headers":{},"requestContext":{"http":{"method":"GET"}}}"#,
        #"{"type":"REQUEST"}"#, #"{"source":"s","detail":{}}"#, #"{"requestContext":"x"}"#,
    ])
    func whatOnlyLooksLikeOneIsNone(event: String) throws {
        #expect(try name(of: event) == nil)
    }
}
