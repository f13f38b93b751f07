"""Makes tickets, in the form that the socket server takes with `tickets.redisFormat: wsToken`."""
import json
import os
import uuid
from datetime import datetime, timezone

import redis

# A ticket is good for 20 seconds. One that nobody used is gone from Redis soon after, also while no socket server runs.
KEPT_SECONDS = 30

store = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"))


def create_ws_token(user):
    """A ticket that lets this user in, once."""
    token = "wstoken" + uuid.uuid4().hex
    now = datetime.now(timezone.utc).strftime("%d:%m:%Y:%H:%M:%S")
    store.setex(token, KEPT_SECONDS, json.dumps({"user": user, "time": now}))
    return token
