import ActionFormats
import Catalog
import LearnHooks
import Receiving
import Support
import Testing

/// CloudEvents in binary mode.
@Suite struct BinaryEventTests {
    @Test(arguments: Sample.all)
    func everyActionIsReadAsItWasWritten(sample: Sample) throws {
        let target = try Target(sample.platform, in: catalog)
        for action in Receiver(target: target).receive(try sample.document.root).actions {
            let (headers, body) = CloudEvent(action).binary()
            for field in headers { #expect(field.value.utf8.allSatisfy { (0x21...0x7E).contains($0) }) }
            let event = try CloudEvent(binaryHeaders: headers, body: body)
            let line = try JSONDocument(parsing: ActionFormat.cloudevents.line(action) ?? []).root
            let structured = try line.read(CloudEvent.self)
            #expect(event.id == structured.id)
            #expect(event.source == structured.source)
            #expect(event.type == structured.type)
            #expect(event.subject == structured.subject)
            #expect(event.time == structured.time)
            #expect(event.dataContentType == structured.dataContentType)
            #expect(event.dataSchema == structured.dataSchema)
            #expect(event.extensions.map(\.name) == structured.extensions.map(\.name))
            #expect(event.extensions.map(\.value) == structured.extensions.map(\.value))
            guard case .bytes(let data) = event.data else { Issue.record("no data"); return }
            #expect(data[...] == line["data"]?.bytes)
        }
    }

    /// Some clients send text as it is.
    @Test(arguments: ["50% off", "100%", "%zz", "%C3", #""open"#]) func aHeaderThatNobodyNeedsCostsItselfAlone(
        value: String
    ) throws {
        let headers: [Delivery.HeaderField] = [
            .init("ce-specversion", "1.0"), .init("ce-id", "1"), .init("ce-source", "/s"), .init("ce-type", "t"),
        ]
        let event = try CloudEvent(binaryHeaders: headers + [.init("ce-subject", value)], body: [])
        #expect(event.subject == nil)
        #expect(event.unread.map(\.description) == ["expected percent-encoded UTF-8 in ce-subject"])
        for index in headers.indices {
            var broken = headers
            broken[index].value = value
            #expect(throws: JSONError.self) { try CloudEvent(binaryHeaders: broken, body: []) }
        }
    }

    @Test(arguments: [
        ("Euro € 😀", "Euro%20%E2%82%AC%20%F0%9F%98%80"), (#"a "b" 100%"#, "a%20%22b%22%20100%25"),
        ("plain~!", "plain~!"),
    ])
    func attributesAreEncodedAsHeadersAllow(text: String, header: String) throws {
        let action = IdentifiedAction(
            id: "1", source: "https://knolyx.com",
            action: Action(
                .webhookPinged, object: Action.Object(type: .platform, id: "knolyx", platformType: "platform"),
                key: [.text("1")]),
            event: EventReference(platform: "knolyx", type: "PING"), partitionKey: text)
        let (headers, body) = CloudEvent(action).binary()
        #expect(headers.first { $0.name == "ce-partitionkey" }?.value == header)
        #expect(try CloudEvent(binaryHeaders: headers, body: body).extensions.first?.value == .string(text))
    }
}
