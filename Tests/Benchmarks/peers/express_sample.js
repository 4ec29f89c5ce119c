// The receiver that a platform's page shows in Express: it proves nothing, and calls a function by the event's type.
const express = require("express");

const app = express();
app.use(express.json());
app.post("/webhook", (request, response) => {
  if (request.body.type === "track.completed") String(request.body.track_slug);
  response.status(200).json({ status: "success" });
});
app.listen(Number(process.argv[2]), "127.0.0.1");
