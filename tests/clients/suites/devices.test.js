import assert from 'node:assert/strict';
import { Peer } from '../lib/clients.js';
import { config } from '../lib/config.js';
import { Device } from '../lib/devices.js';
import { within } from '../lib/events.js';
import { clients, isNew } from '../lib/socketio.js';
import { EventReader } from '../lib/sse.js';
import { describeServer, test } from '../lib/suite.js';

const WIRES = [
  { name: 'websocket, JSON', transport: 'websocket', path: '/connection/websocket', protobuf: false },
  { name: 'websocket, Protobuf', transport: 'websocket', path: '/connection/websocket', protobuf: true },
  { name: 'http_stream', transport: 'http_stream', path: '/connection/http_stream', protobuf: false },
  { name: 'sse', transport: 'sse', path: '/connection/sse', protobuf: false },
];

const once = (socket, name) => within(new Promise((resolve) => socket.once(name, (...values) => resolve(values))), () => name);

describeServer('devices', (env) => {
  let number = 0;
  const enrolled = async (kind) => {
    const device = new Device(`device-${++number}`, kind);
    await device.register(env.api);
    return device;
  };
  const disconnect = (user, code) => env.api.call('disconnect', { user, disconnect: { code, reason: 'again' } });

  for (const wire of WIRES) {
    test(`centrifuge over ${wire.name} connects as a device, comes back three times, and follows its channel`, async (t) => {
      const device = await enrolled(wire.protobuf ? 'ed25519' : 'ec');
      const peer = await new Peer(t, wire, env.server.baseUrl, { getToken: () => device.token(env.server.baseUrl) }).connect();
      for (let i = 1; i <= 3; i++) {
        await disconnect(device.id, 3000);
        await peer.events.next('connected');
      }
      await env.api.publish(`device:${device.id}`, { turn: 1 });
      await peer.events.next('publication');
      assert.deepEqual(peer.received(`device:${device.id}`), [{ turn: 1 }]);
    });
  }

  test('centrifuge with a token that was used asks for another', async (t) => {
    const device = await enrolled();
    const used = await device.token(env.server.baseUrl);
    await new Peer(t, WIRES[0], env.server.baseUrl, { token: used }).connect();
    let asked = 0;
    const getToken = () => {
      asked++;
      return device.token(env.server.baseUrl);
    };
    await new Peer(t, WIRES[0], env.server.baseUrl, { token: used, getToken }).connect();
    assert.equal(asked, 1);
  });

  for (const [version, io] of Object.entries(clients)) {
    for (const transport of ['polling', 'websocket']) {
      test(`socket.io-client ${version} over ${transport} connects as a device, once for each token`, async (t) => {
        const device = await enrolled();
        const token = await device.token(env.server.baseUrl);
        const options = { transports: [transport], forceNew: true, reconnection: false, auth: { token }, query: { token } };
        const socket = io(env.server.baseUrl, options);
        t.after(() => socket.close());
        await once(socket, 'connect');
        const { connections } = await env.api.call('connections', { user: device.id });
        assert.equal(connections.length, 1);

        const replay = io(env.server.baseUrl, options);
        t.after(() => replay.close());
        await once(replay, isNew(version) ? 'connect_error' : 'error');
        assert.equal((await env.api.call('connections', { user: device.id })).connections.length, 1);
      });
    }
  }

  test('one-way SSE takes the token, once', async (t) => {
    const device = await enrolled('ed25519');
    const request = JSON.stringify({ token: await device.token(env.server.baseUrl) });
    const url = `${env.server.baseUrl}/connection/uni_sse?cf_connect=${encodeURIComponent(request)}`;
    const reader = await EventReader.open(t, url);
    const { data } = await reader.events.next('event');
    assert.ok(`device:${device.id}` in data.connect.subs);

    const replay = await fetch(url);
    assert.match(await replay.text(), /109/);
  });

  test('a device that is disabled is closed and does not come back', async (t) => {
    const device = await enrolled();
    const peer = await new Peer(t, WIRES[0], env.server.baseUrl, { getToken: () => device.token(env.server.baseUrl) }).connect();
    await env.api.call('device_disable', { id: device.id });
    const { code } = await peer.events.next('disconnected');
    assert.equal(code, 3507);
  });
}, { namespaces: { ...config.namespaces, device: { historySize: 10 } }, devices: { enabled: true, subscribe: true } });
