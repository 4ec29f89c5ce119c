// Knolyx's events from standard input as brief actions, a line each, as `actions_orjson.py --brief` writes them.
const lines = require("readline").createInterface({ input: process.stdin, crlfDelay: Infinity });
let gathered = [];
let size = 0;
const flush = () => {
  process.stdout.write(gathered.join(""));
  gathered = [];
  size = 0;
};
lines.on("line", (line) => {
  const event = JSON.parse(line);
  if (event.type !== "COURSE_COMPLETED") return;
  const { course, user } = event.data;
  const text = JSON.stringify({
    id: event.id,
    kind: "activity.completed",
    learner: { id: String(user.id), name: user.name, email: user.email },
    object: { type: "course", id: String(course.id), name: course.name },
  }) + "\n";
  gathered.push(text);
  size += text.length;
  if (size > 65536) flush();
});
lines.on("close", flush);
