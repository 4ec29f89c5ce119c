"""Answers every question for an address of the Domain Name System with 127.0.0.1, on port 53 of 127.0.0.1."""
import socket
import struct

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
print("ready", flush=True)
while True:
    query, peer = server.recvfrom(512)
    end = query.index(0, 12) + 5
    (kind,) = struct.unpack("!H", query[end - 4:end - 2])
    answers = 1 if kind == 1 else 0
    reply = query[:2] + struct.pack("!HHHHH", 0x8180, 1, answers, 0, 0) + query[12:end]
    if answers:
        reply += struct.pack("!HHHIH4B", 0xC00C, 1, 1, 0, 4, 127, 0, 0, 1)
    server.sendto(reply, peer)
