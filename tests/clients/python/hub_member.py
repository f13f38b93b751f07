"""A member of the hub with python-socketio: what it saw is printed as lines of JSON. Arguments: address, token, transport."""
import json
import queue
import sys

import socketio

PATIENCE_SECONDS = 30

address, token, transport = sys.argv[1:]
transports = ['polling', 'websocket'] if transport == 'upgrade' else [transport]
arrived = queue.Queue()


def tell(what, value):
    print(json.dumps({'what': what, 'value': value}), flush=True)


def connect():
    client = socketio.Client(reconnection=False)
    client.on('publication', lambda publication: arrived.put(publication))
    client.on('newmessage', lambda data: arrived.put(data))
    client.on('call', lambda call: {'data': call['data'] * 2})
    client.connect(address, auth={'token': token}, transports=transports)
    return client


member = connect()
other = connect()
tell('transport', member.transport())
start = member.call('subscribe', {'channel': 'chat:python'}, timeout=PATIENCE_SECONDS)
tell('recoverable', start['recoverable'])
tell('published', other.call('publish', {'channel': 'chat:python', 'data': {'hello': 'wörld'}}, timeout=PATIENCE_SECONDS))
publication = arrived.get(timeout=PATIENCE_SECONDS)
tell('publication', [publication['channel'], publication['data'], publication['offset']])
other.call('publish', {'channel': 'chat:python', 'data': [1, 2], 'event': 'newmessage'}, timeout=PATIENCE_SECONDS)
tell('event', arrived.get(timeout=PATIENCE_SECONDS))
history = member.call('history', {'channel': 'chat:python', 'limit': 10}, timeout=PATIENCE_SECONDS)
tell('history', [entry['data'] for entry in history['publications']])
tell('refused', member.call('subscribe', {'channel': 'closed:a'}, timeout=PATIENCE_SECONDS)['error']['code'])
tell('serve', member.call('serve', {'method': 'calls:python'}, timeout=PATIENCE_SECONDS))
tell('call', other.call('call', {'method': 'calls:python', 'data': 21}, timeout=PATIENCE_SECONDS))
member.disconnect()
other.disconnect()
