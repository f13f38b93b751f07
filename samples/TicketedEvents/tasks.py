"""Celery tasks, which know nothing of sockets: `celery -A tasks worker`."""
import os
import time

from celery import Celery

app = Celery("tasks", broker=os.environ["RABBITMQ_URI"], backend="rpc://")
app.conf.update(
    # What a worker that died had begun goes to another one; docs/celery.md says what else these do.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_track_started=True,
    broker_connection_max_retries=None,
    broker_transport_options={"confirm_publish": True},
)

STEPS = 20


@app.task(bind=True)
def primes(self, below):
    """How many primes there are below a number, the slow way."""
    if not 2 <= below <= 10_000_000:
        raise ValueError("below must be from 2 to 10,000,000")
    found, began = 0, time.monotonic()
    for step in range(STEPS):
        first, end = 2 + (below - 2) * step // STEPS, 2 + (below - 2) * (step + 1) // STEPS
        found += sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(first, end))
        self.update_state(state="PROGRESS", meta={"percent": 100 * (step + 1) // STEPS, "found": found})
    return {"primes": found, "below": below, "seconds": round(time.monotonic() - began, 1)}
