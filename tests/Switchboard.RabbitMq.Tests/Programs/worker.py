"""A worker for jobs on RabbitMQ, in Python with pika: worker.py <uri>."""
import functools
import json
import os
import sys
import threading
import time

import pika

cancelled = set()


def echo(job, value):
    return value


def fail(job, message):
    raise ValueError(message)


def hold(job, file):
    job.progress({"step": 1})
    while not os.path.exists(file):
        if job.key in cancelled:
            raise Cancelled()
        time.sleep(0.02)
    return "released"


METHODS = {"echo": echo, "fail": fail, "hold": hold}


class Cancelled(Exception):
    pass


class Job:
    def __init__(self, channel, method, properties, body):
        self.channel, self.tag, self.properties, self.body = channel, method.delivery_tag, properties, body
        self.key = properties.correlation_id

    def report(self, kind, content=None):
        body = b"" if content is None else json.dumps(content).encode()
        properties = pika.BasicProperties(type=kind, correlation_id=self.key, content_type="application/json", delivery_mode=2)
        # Only the thread of the connection may use it.
        self.channel.connection.add_callback_threadsafe(
            functools.partial(self.channel.basic_publish, "", self.properties.reply_to, body, properties))

    def progress(self, content):
        self.report("progress", content)

    def run(self):
        try:
            if self.key in cancelled:
                raise Cancelled()
            self.report("started")
            result = METHODS[self.properties.type](self, **json.loads(self.body))
            self.report("done", result)
        except Cancelled:
            self.report("cancelled")
        except Exception as error:
            self.report("failed", {"code": 100, "message": str(error), "temporary": True})
        # In the order of the channel: RabbitMQ has the report when it forgets the job.
        self.channel.connection.add_callback_threadsafe(functools.partial(self.channel.basic_ack, self.tag))


def on_job(channel, method, properties, body):
    threading.Thread(target=Job(channel, method, properties, body).run, daemon=True).start()


def on_cancel(channel, method, properties, body):
    cancelled.add(properties.correlation_id)


def serve(uri):
    connection = pika.BlockingConnection(pika.URLParameters(uri))
    channel = connection.channel()
    channel.confirm_delivery()
    channel.basic_qos(prefetch_count=16)
    cancels = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(cancels, "switchboard.jobs.cancel")
    channel.basic_consume(cancels, on_cancel, auto_ack=True)
    for name in METHODS:
        channel.basic_consume("switchboard.jobs." + name, on_job)
    channel.start_consuming()


while True:
    try:
        serve(sys.argv[1])
    except pika.exceptions.AMQPError as error:
        print("RabbitMQ is away:", repr(error), file=sys.stderr)
    time.sleep(0.5)
