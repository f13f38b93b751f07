import assert from 'node:assert/strict';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';
import { Peer } from '../lib/clients.js';
import { within } from '../lib/events.js';
import { uniqueUser } from '../lib/names.js';
import { clients, isNew } from '../lib/socketio.js';
import { describeServer, test } from '../lib/suite.js';
import { wires } from '../lib/wires.js';

const RECONNECTS = 3;
const TOKEN_EXPIRED = 109;

const next = (emitter, name) => within(new Promise((resolve) => emitter.once(name, resolve)), () => name);

describeServer('one-time tickets', (env) => {
  const mint = async (fields) => (await env.api.call('ticket', fields)).ticket;

  for (const wire of Object.values(wires)) {
    test(`${wire.name}: a client reconnects three times, each time with a new ticket`, async (t) => {
      const user = uniqueUser();
      let tickets = 0;
      const peer = new Peer(t, wire, env.server.baseUrl, {
        minReconnectDelay: 1,
        maxReconnectDelay: 5,
        getToken: async () => {
          tickets += 1;
          return mint({ user });
        },
      });
      const connected = next(peer.client, 'connected');
      peer.client.connect();
      await connected;
      for (let i = 0; i < RECONNECTS; i += 1) {
        const again = next(peer.client, 'connected');
        await env.api.call('disconnect', { user, disconnect: { code: 3011, reason: 'again' } });
        await again;
      }
      assert.ok(tickets >= RECONNECTS + 1, `${tickets} tickets`);
    });

    test(`${wire.name}: a ticket that is no good is told why, and the client gets another`, async (t) => {
      const user = uniqueUser();
      const used = await mint({ user });
      const first = new Peer(t, wire, env.server.baseUrl, { token: used });
      const ready = next(first.client, 'connected');
      first.client.connect();
      await ready;

      const peer = new Peer(t, wire, env.server.baseUrl, { token: used, minReconnectDelay: 1, maxReconnectDelay: 5, getToken: () => mint({ user }) });
      const refused = next(peer.client, 'error');
      const connected = next(peer.client, 'connected');
      peer.client.connect();
      assert.equal((await refused).error.code, TOKEN_EXPIRED);
      await connected;
    });
  }

  for (const [version, open] of Object.entries(clients)) {
    for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
      test(`socket.io client ${version}, ${transports.join(' and ')}: comes back three times, each time with a new ticket`, async (t) => {
        const user = uniqueUser();
        const options = isNew(version)
          ? { auth: async (send) => send({ ticket: await mint({ user }) }) }
          : { query: { ticket: await mint({ user }) } };
        const socket = open(env.server.baseUrl, { transports, forceNew: true, reconnectionDelay: 1, reconnectionDelayMax: 5, ...options });
        t.after(() => socket.close());
        await next(socket, 'connect');
        for (let i = 0; i < RECONNECTS; i += 1) {
          if (!isNew(version)) {
            // It says in the address what it knows; the page changes that for each attempt.
            const query = { ticket: await mint({ user }) };
            socket.off('reconnect_attempt');
            socket.on('reconnect_attempt', () => { socket.io.opts.query = query; });
          }
          const again = next(socket, 'connect');
          socket.io.engine.close();
          await again;
        }
      });
    }
  }

  test('socket.io client 4: a used ticket is told by CONNECT_ERROR, and the page connects again', async (t) => {
    const user = uniqueUser();
    const used = await mint({ user });
    const tickets = [used, used, await mint({ user })];
    const open = () => clients[4](env.server.baseUrl, { transports: ['websocket'], forceNew: true, auth: (send) => send({ ticket: tickets.shift() }) });
    const first = open();
    t.after(() => first.close());
    await next(first, 'connect');

    const socket = open();
    t.after(() => socket.close());
    const error = await next(socket, 'connect_error');
    assert.deepEqual([error.message, error.data.code, error.data.details.reason], ['token expired', TOKEN_EXPIRED, 'used']);
    const connected = next(socket, 'connect');
    socket.connect();
    await connected;
  });

  test('a ticket in the address of the WebSocket lets in, once', async (t) => {
    const user = uniqueUser();
    const address = `${env.server.baseUrl.replace('http', 'ws')}/connection/websocket?ws_token=${await mint({ user })}`;
    const client = new Centrifuge(address, { websocket: WebSocket });
    t.after(() => client.disconnect());
    const connected = next(client, 'connected');
    client.connect();
    await connected;
    const { connections } = await env.api.call('connections', { user });
    assert.equal(connections.length, 1);

    const second = new Centrifuge(address, { websocket: WebSocket });
    t.after(() => second.disconnect());
    const refused = next(second, 'error');
    second.connect();
    assert.equal((await refused).error.code, TOKEN_EXPIRED);
  });
});
