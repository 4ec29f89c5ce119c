# Knolyx's events as brief actions, a line each, as `actions_orjson.py --brief` writes them.
select(.type == "COURSE_COMPLETED")
| {id, kind: "activity.completed",
   learner: (.data.user | {id: (.id | tostring), name, email}),
   object: {type: "course", id: (.data.course.id | tostring), name: .data.course.name}}
