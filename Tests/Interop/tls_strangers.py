"""Strangers at a door that speaks TLS: each of 1,100 connections holds a body that does not end, and a record that does not.

tls_strangers.py PORT PID: ends well where the process has held no more than 96 MB, and an authentic delivery is answered meanwhile.
"""
import re
import resource
import socket
import ssl
import sys

port, pid = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE


def stranger(head, body):
    """Makes a connection, sends a request that has begun, and all but the end of one more record."""
    connection = socket.create_connection(("127.0.0.1", port), 20)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(incoming, outgoing)
    while True:
        try:
            session.do_handshake()
            break
        except ssl.SSLWantReadError:
            connection.sendall(outgoing.read())
            incoming.write(connection.recv(65536))
    session.write(head + body)
    record = outgoing.read()
    session.write(b"x" * 16384)
    unfinished = outgoing.read()
    try:
        connection.sendall(record + unfinished[:-100])
    except OSError:
        pass  # It was asked to go already.
    return connection


def authentic():
    body = b'{"id":"1","type":"PING","data":{}}'
    with socket.create_connection(("127.0.0.1", port), 20) as plain, context.wrap_socket(plain) as connection:
        connection.sendall(
            b"PUT /knolyx HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Webhook-Security-Token: token-generated-client-side\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert b" 200 " in connection.recv(65536), "an authentic delivery"


def held(name):
    """What the process holds, or held at most, in kB."""
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(rf"{name}:\s*(\d+)", status.read())[1])


authentic()
before = held("VmRSS")
connections = []
# A signature is there, so that the body is read.
head = b"POST /falkor HTTP/1.1\r\nHost: a\r\nFalkor-Webhook-Signature: sha256=%s\r\nContent-Length: 900000\r\n\r\n" % (b"0" * 64)
for number in range(1100):
    connections.append(stranger(head, b"x" * 60000))
    if number % 100 == 99:
        authentic()
peak = held("VmHWM")
print(f"{peak >> 10} MB, of which {before >> 10} MB before they came")
assert peak <= 96 << 10
