import JSON
import Testing

/// A list is read row by row, and each row has its own errors.
struct RowsTests {
    struct Inner: JSONReadable {
        let n: Int
        let name: String?

        init(json: JSONNode) throws(JSONError) {
            n = try json["n"]
            name = json["name"]
        }
    }

    struct Outer: JSONReadable {
        let inner: JSONRows<Inner>
        let name: String?

        init(json: JSONNode) throws(JSONError) {
            name = json["name"]
            inner = try json["inner"]
        }
    }

    private func rows(_ text: String) throws -> (node: JSONNode, rows: [JSONRows<Outer>.Row]) {
        let node = try JSONDocument(parsing: Array(text.utf8)).root
        return (node, (try node["rows"] as JSONRows<Outer>).rows)
    }

    @Test func rowsKeepTheirErrorsToThemselves() throws {
        let rows = try rows("{\"rows\":[{\"inner\":[{\"n\":1},\n{\"n\":\"x\"}]},\n{}]}").rows
        guard case .success(let outer) = rows[0].element, case .failure(let inner) = outer.inner.rows[1].element,
            case .failure(let missing) = rows[1].element
        else {
            Issue.record("the wrong rows are bad")
            return
        }
        let placed = rows[0].placed(inner)
        #expect(placed.description == "rows[0].inner[1].n: expected an integer, found a string")
        #expect(placed.location == JSONLocation(offset: 33, line: 2, column: 6))
        #expect(missing.description == "rows[1].inner: expected an array, found nothing")
        #expect(missing.location?.line == 3)
    }

    @Test func aRowHasTheFieldsThatItCouldNotRead() throws {
        let (node, rows) = try rows(
            """
            {"rows":[{"name":1,"inner":[{"n":1},
              {"n":2,"name":false}]},
              {"name":[],"inner":[{"n":"x","name":5}]},
              {"name":5,"inner":0}]}
            """)
        #expect(rows.map { $0.unread.map(\.path.description) } == [["name"], ["name"], []])
        let inner = try rows[0].element.get().inner.rows
        #expect(inner.map { $0.unread.map(\.path.description) } == [[], ["name"]])
        #expect(inner[1].unread.map(\.sent.value) == [false])
        let all = node.takeUnreadFields()
        // Rows that cannot be read at all are kept whole: nothing is said of their fields.
        #expect(
            all.map(\.error.description) == [
                "rows[0].name: expected a string, found a number",
                "rows[0].inner[1].name: expected a string, found a boolean",
                "rows[1].name: expected a string, found an array",
            ])
        #expect(all.map(\.error.location?.line) == [1, 2, 3])
        #expect(all.allSatisfy { $0.isOfRow })
    }

    @Test(arguments: [
        (#"{"0":{"n":1},"2":{"n":2}}"#, [1, 2]), (#"{"10":{"n":1},"2":{"n":2}}"#, [1, 2]), ("[]", []),
        (#"[{"n":7}]"#, [7]),
    ])
    func anObjectOfDecimalKeysIsAListInTheOrderSent(text: String, numbers: [Int]) throws {
        let rows = try JSONDocument(parsing: Array(text.utf8)).root.read(JSONRows<Inner>.self).rows
        #expect(try rows.map { try $0.element.get().n } == numbers)
    }

    @Test func aRowOfSuchAListIsNamedByItsKey() throws {
        let text = #"{"rows":{"3":{"inner":{"5":{"n":"x"}}}}}"#
        let rows = try rows(text).rows
        let inner = try rows[0].element.get().inner.rows[0]
        guard case .failure(let error) = inner.element else { Issue.record("it was read"); return }
        #expect(rows[0].placed(error).description == "rows.3.inner.5.n: expected an integer, found a string")
    }

    @Test(arguments: [
        #"{}"#, #"{"a":{"n":1}}"#, #"{"0":{"n":1},"a":{}}"#, #"{"-1":{"n":1}}"#, #"{"1.0":{}}"#, #"{"":{}}"#, "5",
    ])
    func anyOtherObjectIsNoList(text: String) throws {
        #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text.utf8)).root.read(JSONRows<Inner>.self) }
    }
}
