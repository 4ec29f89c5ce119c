import Catalog
import LearnHooks

/// The JSON Schema of actions, as far as its examples: draft 2020-12, closed where the vocabulary is.
enum ActionSchema {
    /// The words for things: those that all share, and those that platforms of the catalog bring.
    private static let objectTypes = (Action.ObjectType.shared + catalog.flatMap(\.objectTypes))
        .map { "\"\($0.name)\"" }.joined(separator: ", ")

    /// The text, to which the examples and the end are added.
    static let beginning = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:learnhooks:event:1",
          "title": "Action as a CloudEvent",
          "description": "One line of what learnhooks prints, and one element of what a function answers: CloudEvents 1.0 in JSON.",
          "type": "object",
          "required": ["specversion", "id", "source", "type", "subject", "datacontenttype", "dataschema", "data"],
          "additionalProperties": false,
          "properties": {
            "specversion": {"const": "1.0"},
            "id": {
              "description": "The same for the same event, however often it arrives: a UUIDv5.",
              "type": "string",
              "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
            },
            "source": {"description": "The platform's origin.", "type": "string", "pattern": "^https?://[^/\\s]+$"},
            "type": {"description": "The kind, behind learnhooks.", "type": "string"},
            "subject": {"description": "The object's type and id: course/123.", "type": "string", "minLength": 1},
            "time": {
              "description": "When it happened, in UTC; absent where the platform gives no time.",
              "type": "string",
              "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z$"
            },
            "datacontenttype": {"const": "application/json"},
            "dataschema": {"const": "urn:learnhooks:action:1"},
            "partitionkey": {
              "description": "The learner's account name: the platform's id, else the SHA-256 of the e-mail address in lower case.",
              "type": "string",
              "minLength": 1
            },
            "data": {"$ref": "urn:learnhooks:action:1"}
          },
          "patternProperties": {
            "^(?!data$)[a-z0-9]+$": {
              "description": "Other extension attributes, such as a deployment adds.",
              "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "boolean"},
                {"type": "integer", "minimum": -2147483648, "maximum": 2147483647}
              ]
            }
          },
          "$defs": {
            "action": {
              "$id": "urn:learnhooks:action:1",
              "title": "Action",
              "description": "Who did what to what. What is unknown is absent; null never appears but in payload and details.",
              "type": "object",
              "required": ["kind", "object", "event"],
              "additionalProperties": false,
              "properties": {
                "kind": {
                  "description": "What happened.",
                  "oneOf": [
                    {"const": "learner.created", "description": "A person came to the platform."},
                    {"const": "learner.updated", "description": "A person's data changed."},
                    {"const": "group.joined", "description": "A learner became a member of a group."},
                    {"const": "enrolment.created", "description": "A learner enrolled."},
                    {"const": "enrolment.assigned", "description": "A course was assigned to a learner."},
                    {"const": "activity.started", "description": "A learner began."},
                    {"const": "activity.progressed", "description": "A learner came further."},
                    {"const": "activity.attempted", "description": "A learner handed in an attempt."},
                    {"const": "activity.completed", "description": "A learner completed it."},
                    {
                      "const": "activity.stopped",
                      "description": "The learner or the platform stopped it, which says nothing of completion."
                    },
                    {"const": "activity.prepared", "description": "The platform made it ready."},
                    {"const": "activity.cleaned", "description": "The platform cleaned up after it."},
                    {"const": "activity.skipped_to", "description": "A learner skipped to it."},
                    {"const": "payment.received", "description": "A learner paid."},
                    {"const": "attendance.booked", "description": "A learner booked a session."},
                    {"const": "attendance.present", "description": "A learner was at a session."},
                    {"const": "attendance.absent", "description": "A learner was missed at a session."},
                    {"const": "reward.earned", "description": "A learner obtained a reward."},
                    {"const": "reward.redeemed", "description": "A learner redeemed a reward."},
                    {"const": "reward.expired", "description": "A reward expired."},
                    {"const": "invite.claimed", "description": "A learner claimed an invite."},
                    {"const": "review.created", "description": "A learner reviewed it."},
                    {"const": "review.updated", "description": "A learner changed a review."},
                    {"const": "course.published", "description": "A course became available."},
                    {"const": "course.unpublished", "description": "A course is no longer available."},
                    {"const": "environment.starting", "description": "An environment is being made."},
                    {"const": "environment.ready", "description": "An environment can be used."},
                    {"const": "environment.failed", "description": "An environment could not be made."},
                    {"const": "environment.ended", "description": "An environment is gone."},
                    {"const": "webhook.pinged", "description": "The platform tried out the connection."},
                    {
                      "const": "event.unmapped",
                      "description": "Something that is not known: kept whole, so that nothing is lost."
                    }
                  ]
                },
                "learner": {
                  "description": "Who did it, or to whom it was done; absent where the platform does not say.",
                  "type": "object",
                  "minProperties": 1,
                  "additionalProperties": false,
                  "properties": {
                    "id": {"description": "The platform's id.", "type": "string", "minLength": 1},
                    "name": {"description": "The name for people.", "type": "string", "minLength": 1},
                    "email": {
                      "description": "The e-mail address, as it was sent.",
                      "type": "string",
                      "minLength": 1
                    }
                  }
                },
                "object": {"$ref": "#/$defs/object"},
                "result": {
                  "description": "What came of it.",
                  "type": "object",
                  "minProperties": 1,
                  "additionalProperties": false,
                  "properties": {
                    "completion": {"description": "Whether the object is done.", "type": "boolean"},
                    "success": {"description": "Whether it was done well enough.", "type": "boolean"},
                    "progress": {
                      "description": "How much of the object is done, in percent.",
                      "type": "number",
                      "minimum": 0,
                      "maximum": 100
                    },
                    "score": {
                      "description": "How well it was done.",
                      "type": "object",
                      "required": ["raw"],
                      "additionalProperties": false,
                      "properties": {
                        "raw": {"description": "The number that was sent.", "type": "number"},
                        "min": {"description": "The least that it can be.", "type": "integer"},
                        "max": {"description": "The most that it can be.", "type": "integer"},
                        "scaled": {
                          "description": "From 0 to 1; absent where the range is not known or does not hold the number.",
                          "type": "number",
                          "minimum": 0,
                          "maximum": 1
                        }
                      },
                      "dependentRequired": {"min": ["max"], "max": ["min"], "scaled": ["min", "max"]}
                    },
                    "response": {"description": "What the learner wrote.", "type": "string", "minLength": 1}
                  }
                },
                "due": {
                  "description": "The deadline of an assignment.",
                  "type": "string",
                  "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z$"
                },
                "details": {
                  "description": "Documented fields that no other member carries, under their wire names and as they were sent.",
                  "type": "object",
                  "minProperties": 1
                },
                "payload": {
                  "description": "The event, or the row of a list, as it was sent: in event.unmapped alone."
                },
                "event": {
                  "description": "The event that it was made of.",
                  "type": "object",
                  "required": ["platform", "type"],
                  "additionalProperties": false,
                  "properties": {
                    "platform": {"description": "The platform's name.", "type": "string", "pattern": "^[a-z]+$"},
                    "type": {"description": "The wire name of the event's type.", "type": "string", "minLength": 1},
                    "id": {
                      "description": "The event's own id, where its body has one.",
                      "type": "string",
                      "minLength": 1
                    }
                  }
                }
              },
              "if": {"properties": {"kind": {"const": "event.unmapped"}}},
              "then": {"required": ["payload"]},
              "else": {"properties": {"payload": false}},
              "$defs": {
                "object": {
                  "description": "What it was done to.",
                  "type": "object",
                  "required": ["type"],
                  "additionalProperties": false,
                  "properties": {
                    "type": {
                      "description": "What it is, in the vocabulary.",
                      "enum": [\#(objectTypes)]
                    },
                    "id": {"description": "The platform's id.", "type": "string", "minLength": 1},
                    "name": {"description": "The name for people.", "type": "string", "minLength": 1},
                    "slug": {"description": "The name in the platform's URLs.", "type": "string", "minLength": 1},
                    "platformType": {
                      "description": "The platform's own word for the type: track, pathway.",
                      "type": "string",
                      "minLength": 1
                    },
                    "parent": {"$ref": "#/$defs/parent"}
                  }
                },
                "parent": {
                  "description": "What it is a part of.",
                  "type": "object",
                  "required": ["type"],
                  "additionalProperties": false,
                  "properties": {
                    "type": {
                      "description": "What it is, in the vocabulary.",
                      "enum": [\#(objectTypes)]
                    },
                    "id": {"description": "The platform's id.", "type": "string", "minLength": 1},
                    "name": {"description": "The name for people.", "type": "string", "minLength": 1},
                    "slug": {"description": "The name in the platform's URLs.", "type": "string", "minLength": 1},
                    "platformType": {
                      "description": "The platform's own word for the type: track, pathway.",
                      "type": "string",
                      "minLength": 1
                    }
                  }
                }
              }
            }
          },
          "oneOf": [
            {"properties": {"type": {"const": "learnhooks.learner.created"}, "data": {"properties": {"kind": {"const": "learner.created"}}}}},
            {"properties": {"type": {"const": "learnhooks.learner.updated"}, "data": {"properties": {"kind": {"const": "learner.updated"}}}}},
            {"properties": {"type": {"const": "learnhooks.group.joined"}, "data": {"properties": {"kind": {"const": "group.joined"}}}}},
            {"properties": {"type": {"const": "learnhooks.enrolment.created"}, "data": {"properties": {"kind": {"const": "enrolment.created"}}}}},
            {"properties": {"type": {"const": "learnhooks.enrolment.assigned"}, "data": {"properties": {"kind": {"const": "enrolment.assigned"}}}}},
            {"properties": {"type": {"const": "learnhooks.activity.started"}, "data": {"properties": {"kind": {"const": "activity.started"}}}}},
            {"properties": {"type": {"const": "learnhooks.activity.progressed"}, "data": {"properties": {"kind": {"const": "activity.progressed"}}}}},
            {"properties": {"type": {"const": "learnhooks.activity.attempted"}, "data": {"properties": {"kind": {"const": "activity.attempted"}}}}},
            {"properties": {"type": {"const": "learnhooks.activity.completed"}, "data": {"properties": {"kind": {"const": "activity.completed"}}}}},
            {"properties": {"type": {"const": "learnhooks.activity.stopped"}, "data": {"properties": {"kind": {"const": "activity.stopped"}}}}},
            {"properties": {"type": {"const": "learnhooks.activity.prepared"}, "data": {"properties": {"kind": {"const": "activity.prepared"}}}}},
            {"properties": {"type": {"const": "learnhooks.activity.cleaned"}, "data": {"properties": {"kind": {"const": "activity.cleaned"}}}}},
            {"properties": {"type": {"const": "learnhooks.activity.skipped_to"}, "data": {"properties": {"kind": {"const": "activity.skipped_to"}}}}},
            {"properties": {"type": {"const": "learnhooks.payment.received"}, "data": {"properties": {"kind": {"const": "payment.received"}}}}},
            {"properties": {"type": {"const": "learnhooks.attendance.booked"}, "data": {"properties": {"kind": {"const": "attendance.booked"}}}}},
            {"properties": {"type": {"const": "learnhooks.attendance.present"}, "data": {"properties": {"kind": {"const": "attendance.present"}}}}},
            {"properties": {"type": {"const": "learnhooks.attendance.absent"}, "data": {"properties": {"kind": {"const": "attendance.absent"}}}}},
            {"properties": {"type": {"const": "learnhooks.reward.earned"}, "data": {"properties": {"kind": {"const": "reward.earned"}}}}},
            {"properties": {"type": {"const": "learnhooks.reward.redeemed"}, "data": {"properties": {"kind": {"const": "reward.redeemed"}}}}},
            {"properties": {"type": {"const": "learnhooks.reward.expired"}, "data": {"properties": {"kind": {"const": "reward.expired"}}}}},
            {"properties": {"type": {"const": "learnhooks.invite.claimed"}, "data": {"properties": {"kind": {"const": "invite.claimed"}}}}},
            {"properties": {"type": {"const": "learnhooks.review.created"}, "data": {"properties": {"kind": {"const": "review.created"}}}}},
            {"properties": {"type": {"const": "learnhooks.review.updated"}, "data": {"properties": {"kind": {"const": "review.updated"}}}}},
            {"properties": {"type": {"const": "learnhooks.course.published"}, "data": {"properties": {"kind": {"const": "course.published"}}}}},
            {"properties": {"type": {"const": "learnhooks.course.unpublished"}, "data": {"properties": {"kind": {"const": "course.unpublished"}}}}},
            {"properties": {"type": {"const": "learnhooks.environment.starting"}, "data": {"properties": {"kind": {"const": "environment.starting"}}}}},
            {"properties": {"type": {"const": "learnhooks.environment.ready"}, "data": {"properties": {"kind": {"const": "environment.ready"}}}}},
            {"properties": {"type": {"const": "learnhooks.environment.failed"}, "data": {"properties": {"kind": {"const": "environment.failed"}}}}},
            {"properties": {"type": {"const": "learnhooks.environment.ended"}, "data": {"properties": {"kind": {"const": "environment.ended"}}}}},
            {"properties": {"type": {"const": "learnhooks.webhook.pinged"}, "data": {"properties": {"kind": {"const": "webhook.pinged"}}}}},
            {"properties": {"type": {"const": "learnhooks.event.unmapped"}, "data": {"properties": {"kind": {"const": "event.unmapped"}}}}}
          ],
          "examples": [
        """#
}
