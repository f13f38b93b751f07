import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import zlib from 'node:zlib';
import WebSocket from 'ws';
import { describeWire } from '../cases/all.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { describeServer, test } from '../lib/suite.js';
import { connectAs } from '../lib/clients.js';
import { wires } from '../lib/wires.js';

const TEXTS = 30;
const COMPRESSING = { connections: { compression: true, compressionMinBytes: 0 } };

// The ws package offers compression unless it is told not to, so that the ordinary suites see the offer that is not taken.
for (const wire of [wires.websocketJson, wires.websocketProtobuf]) {
  describeWire({ ...wire, name: `${wire.name}, compressed` }, COMPRESSING);
}

// Every kind of block that zlib makes: stored, with its own code and with the fixed one, with and without repetitions.
const ZLIB_OPTIONS = {
  'as usual': {},
  'not at all': { level: 0 },
  fast: { level: 1, memLevel: 1 },
  best: { level: 9, memLevel: 9 },
  'by code alone': { strategy: zlib.constants.Z_HUFFMAN_ONLY },
  'by runs': { strategy: zlib.constants.Z_RLE },
  'with the fixed code': { strategy: zlib.constants.Z_FIXED },
};

/** A WebSocket that compresses everything so. */
function compressing(zlibDeflateOptions) {
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { perMessageDeflate: { threshold: 0, zlibDeflateOptions } });
    }
  };
}

/** A text of few characters or many, some of which take several bytes. */
function randomText() {
  const characters = 2 ** randomInt(10);
  return Array.from({ length: randomInt(2 ** randomInt(1, 15)) }, () => String.fromCodePoint(0x20 + randomInt(characters))).join('');
}

async function open(t, env, options) {
  const socket = new WebSocket(`${env.server.baseUrl.replace('http', 'ws')}/connection/websocket`, options);
  t.after(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

async function codeOfClose(socket) {
  const [code] = await once(socket, 'close');
  return code;
}

describeServer('compression', (env) => {
  test('is agreed upon where the client offers it', async (t) => {
    assert.match((await open(t, env)).extensions, /permessage-deflate/);
    assert.equal((await open(t, env, { perMessageDeflate: false })).extensions, '');
  });

  test('makes many alike bytes few', async (t) => {
    const peer = await connectAs(t, wires.websocketJson, env.server, uniqueUser());
    const subscription = await peer.subscribe(uniqueChannel('chat'));
    const socket = peer.client._transport._transport._socket;
    const before = socket.bytesRead;
    await env.api.publish(subscription.sub.channel, 'x'.repeat(50_000));
    assert.deepEqual(await subscription.receive(1), ['x'.repeat(50_000)]);
    assert.ok(socket.bytesRead - before < 1_000);
  });

  for (const [name, options] of Object.entries(ZLIB_OPTIONS)) {
    test(`any text arrives as it is, compressed ${name}`, async (t) => {
      const peer = await connectAs(t, wires.websocketJson, env.server, uniqueUser(), {}, { websocket: compressing(options) });
      const subscription = await peer.subscribe(uniqueChannel('chat'));
      const texts = Array.from({ length: TEXTS }, randomText);
      for (const text of texts) {
        await subscription.sub.publish(text);
      }
      assert.deepEqual(await subscription.receive(TEXTS), texts);
    });
  }

  test('what does not inflate, or to too much, or was not agreed upon, closes the connection', async (t) => {
    const malformed = await open(t, env);
    malformed._socket.write(Buffer.from([0xc1, 0x82, 0, 0, 0, 0, 0xff, 0xff]));
    assert.equal(await codeOfClose(malformed), 1007);

    const large = await open(t, env);
    large.send(' '.repeat(20_000_000));
    assert.equal(await codeOfClose(large), 1009);

    const plain = await open(t, env, { perMessageDeflate: false });
    plain._socket.write(Buffer.from([0xc1, 0x82, 0, 0, 0, 0, 0xff, 0xff]));
    assert.equal(await codeOfClose(plain), 1002);
  });

  test('fragments with a ping between are one message', async (t) => {
    const socket = await open(t, env);
    const command = JSON.stringify({ id: 1, connect: { token: '', name: 'x'.repeat(500) } });
    socket.send(command.slice(0, 200), { fin: false, compress: true });
    socket.ping('between');
    socket.send(command.slice(200), { fin: true });
    const [message] = await once(socket, 'message');
    assert.equal(JSON.parse(String(message)).id, 1);
  });
}, COMPRESSING);
