#!/usr/bin/python3
"""A box: `box.py 17`. It proves by its own key who it is, and prints the commands that are for it, those of while it was away first."""
import base64
import json
import os
import pathlib
import random
import sys
import time
import urllib.parse
import urllib.request

import websocket
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("TICKETED_DATA", HERE.parents[1] / "data/TicketedEvents"))
BOX = sys.argv[1]
CHANNEL = f"device:{BOX}"
# Where it has got to. A box that keeps this on its disk misses nothing, however long it is switched off.
POSITION = DATA / f"box-{BOX}.position"


def say(text):
    print(f"box {BOX}: {text}", flush=True)


def token(hub):
    body = json.dumps({"device": BOX}).encode()
    request = urllib.request.Request(f"{hub}/connection/challenge", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        nonce = json.load(answer)["nonce"]
    key = serialization.load_pem_private_key((DATA / f"box-{BOX}.pem").read_bytes(), None)
    signed = f"switchboard-device-v1\n{urllib.parse.urlsplit(hub).netloc.lower()}\n{BOX}\n{nonce}"
    signature = base64.urlsafe_b64encode(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))).decode().rstrip("=")
    return f"device.{BOX}.{nonce}.{signature}"


def remember(position):
    unfinished = POSITION.with_suffix(".new")
    unfinished.write_text(json.dumps(position))
    unfinished.replace(POSITION)


def obey(position, publication):
    """Carries a command out, and then writes down that it has: after a crash between the two it comes again."""
    say(f"command {json.dumps(publication['data'], ensure_ascii=False)}")
    remember(position | {"offset": publication["offset"]})


def frames(socket):
    while True:
        kind, data = socket.recv_data()
        if kind == websocket.ABNF.OPCODE_CLOSE:
            code, reason = int.from_bytes(data[:2], "big"), data[2:].decode()
            # Whoever is refused for good, as when the box was disabled, does not ask again.
            sys.exit(f"box {BOX}: refused, {code} {reason}") if 3500 <= code < 4000 else None
            raise OSError(f"{code} {reason}")
        yield from map(json.loads, data.splitlines())


def serve(hub):
    position = json.loads(POSITION.read_text()) if POSITION.exists() else None
    socket = websocket.create_connection(hub.replace("http", "ws", 1) + "/connection/websocket", timeout=60)
    since = {CHANNEL: {"recover": True, **position}} if position else {}
    socket.send(json.dumps({"id": 1, "connect": {"token": token(hub), "subs": since}}))
    for message in frames(socket):
        if message == {}:
            socket.send("{}")
        elif "error" in message:
            raise OSError(message["error"]["message"])
        elif "connect" in message:
            subscription = message["connect"]["subs"][CHANNEL]
            if not position:
                # Never here before: from the beginning, then.
                return remember({"offset": 0, "epoch": subscription["epoch"]})
            if not subscription.get("recovered"):
                say("commands are missing: it was away for longer than they are kept")
                position = {"offset": subscription.get("offset", 0), "epoch": subscription["epoch"]}
                remember(position)
            say("connected")
            for publication in subscription.get("publications", []):
                obey(position, publication)
        elif message.get("push", {}).get("channel") == CHANNEL and "pub" in message["push"]:
            obey(position, message["push"]["pub"])


while True:
    try:
        serve((DATA / "address").read_text().strip())
    except (OSError, websocket.WebSocketException) as error:
        say(f"comes back: {error}")
        # Not all at once, when there are many.
        time.sleep(random.uniform(0.5, 1.5))
