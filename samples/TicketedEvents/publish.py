#!/usr/bin/python3
"""A service that publishes: `publish.py commands.17 '{"text": "open the door"}'`, or `publish.py events.ada.order '{"text": "paid"}'`.
The broker has it on disk when this ends."""
import json
import os
import pathlib
import sys
import uuid

import pika

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("TICKETED_DATA", HERE.parents[1] / "data/TicketedEvents"))


def publish(key, body):
    uri = os.environ.get("RABBITMQ_URI") or (DATA / "rabbitmq-uri").read_text().strip()
    connection = pika.BlockingConnection(pika.URLParameters(uri))
    channel = connection.channel()
    channel.confirm_delivery()
    # By its id the socket server knows a message that comes twice. `mandatory`: nothing is sent to where nobody has bound a queue yet.
    properties = pika.BasicProperties(content_type="application/json", delivery_mode=2, message_id=str(uuid.uuid4()))
    channel.basic_publish("apps", key, body.encode(), properties, mandatory=True)
    connection.close()


if __name__ == "__main__":
    routing_key, text = sys.argv[1:3]
    try:
        json.loads(text)
    except ValueError:
        text = json.dumps({"text": text})
    publish(routing_key, text)
    print(f"published {routing_key}")
