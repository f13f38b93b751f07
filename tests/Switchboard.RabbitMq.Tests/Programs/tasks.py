"""Tasks of Celery for the suite of carriers. CELERY_BROKER names RabbitMQ."""
import os
import time

from celery import Celery

app = Celery("tasks", broker=os.environ["CELERY_BROKER"], backend="rpc://")
app.conf.update(
    task_acks_late=os.environ.get("CELERY_EARLY") is None,
    task_reject_on_worker_lost=True,
    task_track_started=True,
    worker_prefetch_multiplier=4,
    broker_connection_retry=True,
    broker_connection_max_retries=None,
    broker_transport_options={"confirm_publish": True},
)


@app.task(name="echo")
def echo(value):
    return value


@app.task(name="fail")
def fail(message):
    raise ValueError(message)


@app.task(name="hold", bind=True)
def hold(self, file):
    self.update_state(state="PROGRESS", meta={"step": 1})
    while not os.path.exists(file):
        time.sleep(0.02)
    return "released"


@app.task(name="again", bind=True, max_retries=3)
def again(self, times):
    if self.request.retries < times:
        raise self.retry(countdown=0.01, exc=ValueError("not yet"))
    return self.request.retries


@app.task(name="slow")
def slow(value):
    time.sleep(0.05)
    return value


@app.task(name="arguments")
def arguments(*args, **kwargs):
    return {"args": args, "kwargs": kwargs}


@app.task(name="limited")
def limited():
    time.sleep(600)
