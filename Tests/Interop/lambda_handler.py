"""A function for awslambdaric, AWS's own client of the Runtime API: what it does is said by the event."""
import os
import time


class OutOfLuck(Exception):
    pass


def handler(event, context):
    do = event.get("do") if isinstance(event, dict) else None
    if do == "raise":
        raise OutOfLuck(event["message"])
    if do == "exit":
        os._exit(event["status"])
    if do == "sleep":
        time.sleep(event["seconds"])
    if do == "context":
        client = context.client_context
        return {
            "id": context.aws_request_id,
            "arn": context.invoked_function_arn,
            "name": context.function_name,
            "memory": context.memory_limit_in_mb,
            "version": context.function_version,
            "remaining": context.get_remaining_time_in_millis(),
            "client": client and {"custom": client.custom, "app": client.client and client.client.app_title},
            "trace": os.environ.get("_X_AMZN_TRACE_ID"),
            "pid": os.getpid(),
        }
    print("seen", flush=True)
    return {"event": event}
