"""The receiver that a platform's page shows in Flask: it proves nothing, and calls a function by the event's type."""

import logging
import sys

from flask import Flask, jsonify, request

app = Flask(__name__)
logging.getLogger("werkzeug").setLevel(logging.ERROR)


@app.route("/webhook", methods=["POST"])
def webhook():
    event = request.json
    if event["type"] == "track.completed":
        str(event["track_slug"])
    return jsonify({"status": "success"}), 200


app.run(port=int(sys.argv[1]))
