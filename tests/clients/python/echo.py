"""A client of the sample's echo with python-socketio: what it saw is printed as lines of JSON. Arguments: address, transport."""
import json
import queue
import sys

import socketio

PATIENCE_SECONDS = 30
BYTES = bytes([0, 1, 2, 255])
MEGABYTE = 1_000_000

address, transport = sys.argv[1:]
transports = ['polling', 'websocket'] if transport == 'upgrade' else [transport]
arrived = queue.Queue()


def tell(what, value):
    print(json.dumps({'what': what, 'value': value}), flush=True)


client = socketio.Client(reconnection=False)
client.on('auth', lambda auth: arrived.put(auth))
client.on('message-back', lambda *values: arrived.put(values))
client.on('auth', lambda auth: arrived.put(auth), namespace='/custom')
client.connect(address, auth={'name': 'ann'}, transports=transports, namespaces=['/', '/custom'])
tell('transport', client.transport())
tell('auth', [arrived.get(timeout=PATIENCE_SECONDS), arrived.get(timeout=PATIENCE_SECONDS)])
client.emit('message', ('héllo', {'nested': [BYTES]}, BYTES))
text, nested, plain = arrived.get(timeout=PATIENCE_SECONDS)
tell('message', [text, nested['nested'][0] == BYTES, plain == BYTES])
tell('ack', client.call('message-with-ack', BYTES, timeout=PATIENCE_SECONDS) == BYTES)
tell('large text', client.call('message-with-ack', 'x' * MEGABYTE, timeout=PATIENCE_SECONDS) == 'x' * MEGABYTE)
tell('large bytes', client.call('message-with-ack', BYTES * (MEGABYTE // 4), timeout=PATIENCE_SECONDS) == BYTES * (MEGABYTE // 4))
client.disconnect()
