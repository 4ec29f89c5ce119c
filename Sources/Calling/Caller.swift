import HTTPClient
package import LearnHooks
package import NIOCore

/// Makes calls: one at a time, each over a connection of its own.
package struct Caller: Sendable {
    /// The most pages of one call.
    static let mostPages = 1_000

    private let api: PlatformAPI
    private let account: Account
    private let eventLoop: any EventLoop
    private let time: TimeAmount
    private let attempts: Int
    /// Waits so many seconds.
    private let wait: @Sendable (Int) -> Void

    /// Creates a caller.
    ///
    /// - Parameters:
    ///   - api: The API.
    ///   - account: Whose calls are made.
    ///   - eventLoop: Where answers are waited for: another thread than the caller's.
    ///   - time: The most time that one attempt may take.
    ///   - attempts: The most times that a call is made.
    ///   - wait: Waits so many seconds before a call is made again.
    package init(
        _ api: PlatformAPI, as account: Account, on eventLoop: any EventLoop, within time: TimeAmount = .seconds(30),
        attempts: Int = Retrying.mostAttempts, wait: @escaping @Sendable (Int) -> Void
    ) {
        self.api = api
        self.account = account
        self.eventLoop = eventLoop
        self.time = time
        self.attempts = attempts
        self.wait = wait
    }

    /// Makes a call, all pages of it.
    ///
    /// - Throws: `CallError`.
    /// - Returns: The rows, or nil if the answer's status says that there is nothing.
    package func rows(of call: Call, with values: Call.Values) throws(CallError) -> [JSONValue]? {
        guard let pageSize = call.pageSize else { return try page(of: call, with: values) }
        var rows: [JSONValue] = []
        for _ in 0..<Self.mostPages {
            var values = values
            values["skip"] = ["\(rows.count)"]
            let page = try page(of: call, with: values) ?? []
            rows += page
            if page.count < pageSize { return rows }
        }
        throw error(call, .endless)
    }

    private func page(of call: Call, with values: Call.Values) throws(CallError) -> [JSONValue]? {
        let request = CallRequest(call, values, of: account).request(to: account.address)
        var attempt = 0
        while true {
            attempt += 1
            let answer = send(request)
            let delay = Retrying.delay(
                after: answer.map(\.status), retryAfter: (try? answer.get())?.retryAfter, attempt: attempt,
                isRepeatable: call.isRepeatable)
            if attempt < attempts, let delay {
                wait(delay)
                continue
            }
            switch answer {
            case .success(let answer): return try read(answer, of: call)
            case .failure(let problem): throw error(call, .unanswered(problem))
            }
        }
    }

    private func read(_ answer: ClientAnswer, of call: Call) throws(CallError) -> [JSONValue]? {
        let bytes = Array(answer.body.readableBytesView)
        if answer.status == call.emptyStatus { return nil }
        guard (200...299).contains(answer.status) else {
            let root = try? JSONDocument(parsing: bytes).root
            throw error(call, .status(answer.status, message: root.flatMap { Self.message(in: $0) }.map(shown)))
        }
        // An answer without a body is all that a deletion may have.
        guard !bytes.isEmpty else { return [] }
        let problem: CallError.Reason
        do throws(JSONError) {
            let root = try JSONDocument(parsing: bytes).root
            guard Self.isFailure(root), let message = Self.message(in: root) else {
                return try call.answer.rows(of: root)
            }
            problem = .failed(message: shown(message))
        } catch {
            problem = .malformed(error)
        }
        throw error(call, problem)
    }

    /// Whether an answer says that it failed, whatever its status: GraphQL's `errors`, Falkor's `status`.
    private static func isFailure(_ root: JSONNode) -> Bool {
        root.kind == .object && (root["errors"]?.kind == .array || root["status"]?.isString("error") == true)
    }

    /// The message of an error, wherever one of the platforms puts it.
    private static func message(in root: JSONNode) -> String? {
        guard root.kind == .object else { return nil }
        if let message = root["message"]?.string { return message }
        guard let errors = root["errors"], errors.kind == .array else { return nil }
        for error in errors.elements where error.kind == .object { return error["message"]?.string }
        return nil
    }

    /// A message that may be shown: short, printable, and without the key, which a server may repeat.
    private func shown(_ message: String) -> String {
        String(message.replacing(account.key, with: "***").prefix(300)).printable
    }

    private func error(_ call: Call, _ reason: CallError.Reason) -> CallError {
        CallError(call: "\(api.platform) \(call.name)", reason: reason)
    }

    private func send(_ request: ClientRequest) -> Result<ClientAnswer, ClientError> {
        let (time, eventLoop) = (time, eventLoop)
        let answer = ClientConnection.open(
            to: account.address, on: eventLoop, within: time, roots: account.roots, bodies: .kept
        ).flatMap { channel in
            let promise = eventLoop.makePromise(of: ClientAnswer.self)
            channel.writeAndFlush(ClientConnection.Exchange(request: request, promise: promise))
                .whenFailure { _ in promise.fail(ClientError.lost) }
            let timer = eventLoop.scheduleTask(in: time) {
                promise.fail(ClientError.timeout)
                channel.close(promise: nil)
            }
            return promise.futureResult.always { _ in
                timer.cancel()
                channel.close(promise: nil)
            }
        }
        do {
            return .success(try answer.wait())
        } catch {
            return .failure(error as? ClientError ?? .lost)
        }
    }
}
