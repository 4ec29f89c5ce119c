"""The platforms' own APIs as their documents describe them. Knolyx's resolves every name to this machine: a webhook's URL has a port
of its own, and its certificate is verified by SSL_CERT_FILE.

Falkor: https://everyday-digital.gitbook.io/falkor-dev-docs/overview/responses ; Knolyx: https://docs.knolyx.com/guides/webhooks ;
Konstantly: https://docs.konstantly.com/api-reference/webhooks/get-last-event ; Instruqt: https://api-docs.instruqt.com .
"""
import http.client, http.server, json, os, socket, ssl, sys, urllib.parse

try:
    from graphql import build_schema, graphql_sync
    SCHEMA = build_schema("""
        scalar Time
        type Query { trackInvite(inviteID: String!): TrackInvite  labPlayReports(input: LabPlays!): Reports }
        type TrackInvite { id: String publicTitle: String claims: [Claim] }
        type Claim { id: String claimedAt: Time user: User userDetails: UserDetails }
        type User { id: String }
        type UserDetails { firstName: String lastName: String email: String }
        type Reports { items: [Report] }
        type Report { id: String stoppedReason: String }
        input Range { from: Time to: Time }
        input Pages { skip: Int take: Int }
        input LabPlays { teamSlug: String tags: [String!] dateRangeFilter: Range pagination: Pages }
    """)
except ImportError:
    SCHEMA = None

CLAIM = {"id": "c1", "claimedAt": "2021-07-29T16:14:57Z", "user": {"id": "gOGhYjyoPJhINJFOugIgiL4pdzu2"},
         "userDetails": {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com"}}
ROOT = {"trackInvite": lambda info, inviteID: {"claims": [CLAIM]} if inviteID == "invite" else None,
        "labPlayReports": lambda info, input: {"items": [{"id": "p1", "stoppedReason": None}]}}
FINISHED = open("events/konstantly/Course.Finished.json").read()
ENROLMENTS = json.load(open("events/falkor/enrolments.json"))
webhooks = {}


def ping(webhook):
    """Sends what its page shows, over https, and takes no other status than one of success."""
    event = {"id": "af46ec07-de79-40b5-916c-0058b54b2d2b", "type": "PING", "data": {"message": "PING"}}
    url = urllib.parse.urlsplit(webhook["url"])
    connection = http.client.HTTPSConnection(url.hostname, url.port, context=ssl.create_default_context())
    connection._create_connection = lambda address, *rest: socket.create_connection(("127.0.0.1", address[1]), 30)
    connection.request("PUT", url.path, json.dumps(event), {
        "Content-Type": "application/json", "X-Webhook-Security-Token": webhook["securityToken"]})
    status = connection.getresponse().status
    if not 200 <= status < 300:
        raise ConnectionError(f"the webhook answered {status}")


class Handler(http.server.BaseHTTPRequestHandler):
    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/crm":
            # A destination of the function's own, which shows what it got.
            with open(os.environ["CRM"], "ab") as crm:
                crm.write(body + b"\n")
            return self.reply(202, b"")
        status, answer = self.answer(json.loads(body) if body else None)
        self.reply(status, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def reply(self, status, data):
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_DELETE = do

    def answer(self, body):
        path = self.path
        if path.startswith("/falkor/"):
            if self.headers["Authorization"] != "Basic key":
                return 401, {"status": "error", "message": "Unauthorized"}
            data = ENROLMENTS["data"]
            found = [data] if path == "/falkor/v1/pathways/list" and data["pathway"]["ID"] in body["pathways"] else []
            return 200, {"status": "success", "data": found, "hash": "x", "response_time": 0.1}
        if path == "/graphql":
            if self.headers["Authorization"] != "Bearer key":
                return 401, b"unauthorized"
            result = graphql_sync(SCHEMA, body["query"], ROOT, variable_values=body.get("variables"))
            return 200, result.formatted
        if path.startswith("/openapi/v1/"):
            if self.headers["X-API-KEY"] != "key":
                return 401, {"status": 401, "message": "Unauthorized"}
            if path == "/openapi/v1/webhook/course.finished/last":
                return 200, FINISHED.encode()
            return 404, {"status": 404, "message": "Not found"}
        if self.headers["X-Api-Key"] != "key" or self.headers["X-Project-Id"] != "project":
            return 403, {"message": "no access"}
        rest = path.removeprefix("/public/api/v1/webhook")
        if self.command == "POST" and rest == "":
            if not body["url"].startswith("https://") or "localhost" in body["url"]:
                return 400, {"message": "url: expected https, and not localhost"}
            webhook = {"id": len(webhooks) + 1, **body}
            webhooks[str(webhook["id"])] = webhook
            try:
                ping(webhook)
            except OSError as error:
                del webhooks[str(webhook["id"])]
                return 400, {"message": f"PING failed: {error}"}
            return 201, {"id": webhook["id"], "name": webhook["name"], "url": webhook["url"]}
        if rest == "":
            return 200, [{"id": w["id"], "name": w["name"], "url": w["url"]} for w in webhooks.values()]
        if rest == "/ping":
            for webhook in webhooks.values():
                ping(webhook)
            return 200, b""
        name = rest.split("/")[1]
        if name not in webhooks:
            return 404, {"message": "Entity not found"}
        if rest.endswith("/ping"):
            ping(webhooks[name])
            return 200, b""
        webhook = webhooks.pop(name) if self.command == "DELETE" else webhooks[name]
        return 200, b"" if self.command == "DELETE" else {"id": webhook["id"], "url": webhook["url"]}

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"at http://127.0.0.1:{server.server_port}", file=sys.stderr, flush=True)
server.serve_forever()
