import ActionFormats
import LearnHooks
import Support
import Testing

/// The JSON format of CloudEvents 1.0: what it allows is read, what it forbids is refused at its attribute.
struct CloudEventTests {
    private static let minimum = #""specversion":"1.0","id":"1","source":"/s","type":"t""#

    private func read(_ members: String) throws -> CloudEvent {
        try JSONDocument(parsing: Array("{\(members)}".utf8)).root.read(CloudEvent.self)
    }

    @Test(arguments: [
        minimum,
        minimum + #","data":null"#, minimum + #","data":{"a":1}"#, minimum + #","data":"text""#,
        minimum + #","data_base64":"AAE=""#, minimum + #","data_base64":"""#,
        minimum + #","subject":null,"time":null,"datacontenttype":null,"dataschema":null,"ext":null"#,
        minimum + #","subject":"a subject, é😀""#,
        minimum + #","time":"2018-04-05T17:31:00Z""#, minimum + #","time":"2018-04-05T17:31:00.123456789012345+02:00""#,
        minimum + #","datacontenttype":"application/json""#, minimum + #","datacontenttype":"text/xml; charset=utf-8""#,
        minimum + #","datacontenttype":"application/vnd.a+json ;x=1""#,
        minimum + #","dataschema":"urn:x:y""#, minimum + #","dataschema":"https://x/y?z#a""#,
        minimum + #","ext1":"text","2ext":-2147483648,"flag":false"#,
        #""type":"t","source":"urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66","id":"é 1","specversion":"1.0""#,
        #""type":"t","source":"a%20b","id":"1","specversion":"1.0""#,
    ])
    func readsWhatTheSpecificationAllows(members: String) throws {
        _ = try read(members)
    }

    @Test(arguments: [
        ("", "specversion"), (#""specversion":"0.3","id":"1","source":"/s","type":"t""#, "specversion"),
        (#""specversion":1.0,"id":"1","source":"/s","type":"t""#, "specversion"),
        (#""specversion":"1.0","source":"/s","type":"t""#, "id"),
        (#""specversion":"1.0","id":null,"source":"/s","type":"t""#, "id"),
        (#""specversion":"1.0","id":"","source":"/s","type":"t""#, "id"),
        (#""specversion":"1.0","id":1,"source":"/s","type":"t""#, "id"),
        (#""specversion":"1.0","id":"1","source":"","type":"t""#, "source"),
        (#""specversion":"1.0","id":"1","source":"a b","type":"t""#, "source"),
        (#""specversion":"1.0","id":"1","source":"a%2","type":"t""#, "source"),
        (#""specversion":"1.0","id":"1","source":"é","type":"t""#, "source"),
        (#""specversion":"1.0","id":"1","source":"/s","type":"""#, "type"),
        (minimum + #","datacontenttype":"xyz""#, "datacontenttype"),
        (minimum + #","datacontenttype":"a/b/c""#, "datacontenttype"),
        (minimum + #","datacontenttype":"""#, "datacontenttype"),
        (minimum + #","datacontenttype":"/json""#, "datacontenttype"),
        (minimum + #","datacontenttype":"application/json;\u0007""#, "datacontenttype"),
        (minimum + #","datacontenttype":"application/json;;""#, "datacontenttype"),
        (minimum + #","datacontenttype":"application/json;x""#, "datacontenttype"),
        (#""specversion":"1.0","id":"1","source":":","type":"t""#, "source"),
        (#""specversion":"1.0","id":"1","source":"1:2","type":"t""#, "source"),
        (#""specversion":"1.0","id":"1","source":"a#b#c","type":"t""#, "source"),
        (#""specversion":"1.0","id":"1","source":"http://[","type":"t""#, "source"),
        (minimum + #","dataschema":"""#, "dataschema"), (minimum + #","dataschema":"/relative""#, "dataschema"),
        (minimum + #","dataschema":"urn:""#, "dataschema"), (minimum + #","dataschema":"1a:b""#, "dataschema"),
        (minimum + #","data":1,"data_base64":"AA==""#, "data_base64"),
        (minimum + #","data":null,"data_base64":"AA==""#, "data_base64"),
        (minimum + #","data_base64":"AA""#, "data_base64"), (minimum + #","data_base64":5"#, "data_base64"),
    ])
    func refusesWhatTheSpecificationForbids(members: String, attribute: String) throws {
        let error = try #require(throws: JSONError.self) { try read(members) }
        #expect(error.path.description == attribute, "\(error)")
    }

    /// An invalid optional attribute is left out, and reported.
    @Test(arguments: [
        (minimum + #","id2":1.5"#, "id2"), (minimum + #","n":2147483648"#, "n"), (minimum + #","o":{}"#, "o"),
        (minimum + #","a":[]"#, "a"), (minimum + #","e":"""#, "e"), (minimum + #","c":"a\u0007""#, "c"),
        (minimum + #","c":"a\u0085""#, "c"), (minimum + #","c":"\uffff""#, "c"),
        (minimum + #","Capital":"x""#, "Capital"), (minimum + #","with-hyphen":"x""#, "with-hyphen"),
        (minimum + #","dot.ted":"x""#, "[…]"), (minimum + #","under_score":"x""#, "under_score"),
        (minimum + #","subject":5"#, "subject"),
        (minimum + #","time":"2018-04-05T17:31Z""#, "time"), (minimum + #","time":"2018-04-05T17:31:00+05""#, "time"),
        (minimum + #","time":"2018-04-05T17:31:00+25:00""#, "time"),
        (minimum + #","time":"2018-04-05T17:31:00.Z""#, "time"),
        (minimum + #","time":1522949460"#, "time"),
    ])
    func leavesOutAttributesThatNobodyNeeds(members: String, attribute: String) throws {
        let event = try read(members)
        #expect(event.unread.map(\.path.description) == [attribute])
        #expect(event.unread.allSatisfy { $0.location != nil })
        #expect(event.subject == nil && event.time == nil && event.extensions.isEmpty)
    }

    /// An empty attribute counts as absent, as a null one does.
    @Test(arguments: [#""subject":"""#, #""time":"""#, #""subject":null"#]) func emptyAttributesAreAbsent(
        member: String
    ) throws {
        let event = try read("\(Self.minimum),\(member)")
        #expect(event.unread.isEmpty && event.subject == nil && event.time == nil)
    }

    /// Text that is no JSON stands in a string, and is the same bytes that binary mode has in its body.
    @Test(arguments: [
        (#""datacontenttype":"text/plain","data":"{\"a\":1}""#, #"{"a":1}"#),
        (#""datacontenttype":"text/plain; charset=utf-8","data":"é""#, "é"),
        (#""datacontenttype":"application/xml","data":"<a/>""#, "<a/>"),
    ])
    func textIsReadAlikeInBothModes(members: String, text: String) throws {
        let event = try read("\(Self.minimum),\(members)")
        guard case .bytes(let bytes) = event.data else { Issue.record("no bytes"); return }
        #expect(bytes == Array(text.utf8))
        let (headers, body) = event.binary()
        guard case .bytes(let same) = try CloudEvent(binaryHeaders: headers, body: body).data else {
            Issue.record("no bytes")
            return
        }
        #expect(same == bytes)
    }

    @Test(arguments: ["application/json", "text/json", "application/vnd.a+json", "application/cloudevents+json; x=1"])
    func textOfJSONIsAString(type: String) throws {
        guard case .json(let data) = try read(#"\#(Self.minimum),"datacontenttype":"\#(type)","data":"text""#).data
        else {
            Issue.record("no JSON")
            return
        }
        #expect(data.string == "text")
    }

    @Test func noDataIsNotNull() throws {
        guard case .none = try read(Self.minimum).data,
            case .json(let null) = try read(Self.minimum + #","data":null"#).data,
            case .bytes(let bytes) = try read(Self.minimum + #","data_base64":"AAE=""#).data
        else {
            Issue.record("data is not what was sent")
            return
        }
        #expect(null.kind == .null)
        #expect(bytes == [0, 1])
    }

    @Test func keepsItsExtensions() throws {
        let event = try read(Self.minimum + #","traceparent":"00-0af7","sampled":true,"n":7,"gone":null"#)
        #expect(event.extensions.map(\.name) == ["traceparent", "sampled", "n"])
        #expect(event.extensions.map(\.value) == ["00-0af7", true, 7])
    }

    /// What is read is written as it was, in both modes.
    @Test(arguments: [
        minimum, minimum + #","data":null"#, minimum + #","data":{"a":[1,null,"é"]}"#, minimum + #","data":"text""#,
        minimum + #","data_base64":"AAE=""#, minimum + #","subject":"a \"b\" 100% é😀""#,
        minimum
            + #","time":"2018-04-05T17:31:00.5Z","dataschema":"urn:x:y","datacontenttype":"text/xml","data_base64":"PA==""#,
        minimum + #","ext1":"text","2ext":-2147483648,"flag":false"#,
    ])
    func roundTrips(members: String) throws {
        let event = try read(members)
        let again = try JSONDocument(parsing: event.json).root.read(CloudEvent.self)
        #expect(again.json == event.json)
        #expect(EventValidator().problems(of: try JSONDocument(parsing: event.json).root) == [])
        let (headers, body) = event.binary()
        let binary = try CloudEvent(binaryHeaders: headers, body: body)
        let (headersAgain, bodyAgain) = binary.binary()
        #expect(headersAgain == headers)
        #expect(bodyAgain == body)
        #expect((binary.id, binary.source, binary.type) == (event.id, event.source, event.type))
        #expect(binary.subject == event.subject)
        #expect(binary.time == event.time)
        #expect(binary.dataSchema == event.dataSchema)
        #expect(binary.extensions.map(\.name) == event.extensions.map(\.name))
    }

    @Test(arguments: ["[]", "[{\(minimum)}]", "[{\(minimum)},{\(minimum),\"data\":1}]"]) func readsBatches(text: String)
        throws
    {
        let events = try JSONDocument(parsing: Array(text.utf8)).root.read([CloudEvent].self)
        #expect(events.count == text.count(where: { $0 == "{" }))
    }

    @Test(arguments: ["{}", "[1]", "[{\(minimum)},{}]", "{\(minimum)}", "null"]) func refusesWhatIsNoBatch(text: String)
    {
        #expect(throws: JSONError.self) {
            try JSONDocument(parsing: Array(text.utf8)).root.read([CloudEvent].self)
        }
    }

    /// The validator is no witness unless it finds what is wrong.
    @Test(arguments: [
        "", minimum + #","id2":1.5"#, minimum + #","Capital":"x""#, minimum + #","subject":"""#, minimum + #","o":{}"#,
        minimum + #","time":"2018-04-05T17:31Z""#, minimum + #","datacontenttype":"xyz""#, minimum + #","c":"a\u0007""#,
        minimum + #","dataschema":"/relative""#, minimum + #","data":1,"data_base64":"AA==""#,
        minimum + #","data_base64":"AA""#,
        #""specversion":"1.0","id":"1","source":"a b","type":"t""#,
        #""specversion":"0.3","id":"1","source":"/","type":"t""#,
    ])
    func theValidatorFindsWhatIsForbidden(members: String) throws {
        #expect(EventValidator().problems(of: try JSONDocument(parsing: Array("{\(members)}".utf8)).root) != [])
    }
}
