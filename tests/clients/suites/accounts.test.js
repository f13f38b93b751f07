import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { Peer } from '../lib/clients.js';
import { config } from '../lib/config.js';
import { within } from '../lib/events.js';
import { uniqueUser } from '../lib/names.js';
import { clients, isNew } from '../lib/socketio.js';
import { EventReader } from '../lib/sse.js';
import { describeServer, test } from '../lib/suite.js';
import { wires } from '../lib/wires.js';

const PASSWORD = 'correct horse battery';
const UNAUTHORIZED = 101;
const RECONNECTS = 3;

const folder = mkdtempSync(path.join(tmpdir(), 'switchboard-accounts-'));
const next = (emitter, name) => within(new Promise((resolve) => emitter.once(name, resolve)), () => name);

describeServer('accounts', (env) => {
  after(() => rmSync(folder, { recursive: true }));

  const create = async () => {
    const user = uniqueUser().toLowerCase();
    await env.api.call('account_create', { user, password: PASSWORD });
    return user;
  };
  const post = async (method, body) => {
    const response = await fetch(`${env.server.baseUrl}/api/${method}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return { status: response.status, ...(await response.json()) };
  };
  const usersOf = async (user) => (await env.api.call('connections', { user })).connections.length;

  for (const wire of Object.values(wires)) {
    test(`${wire.name}: signs in, and comes back three times with a token that was refreshed`, async (t) => {
      const user = await create();
      let session = (await post('login', { user, password: PASSWORD })).result;
      const getToken = async () => {
        session = (await post('login_refresh', { refresh_token: session.refresh_token })).result;
        return session.token;
      };
      const peer = new Peer(t, wire, env.server.baseUrl, { token: session.token, getToken, minReconnectDelay: 1, maxReconnectDelay: 5 });
      const connected = next(peer.client, 'connected');
      peer.client.connect();
      await connected;
      for (let i = 0; i < RECONNECTS; i += 1) {
        peer.client.setToken('');
        const again = next(peer.client, 'connected');
        await env.api.call('disconnect', { user, disconnect: { code: 3011, reason: 'again' } });
        await again;
      }
      assert.equal(await usersOf(user), 1);
    });

    test(`${wire.name}: connects with user id and password, which a wrong one does not`, async (t) => {
      const user = await create();
      const open = (password) => {
        const peer = new Peer(t, wire, env.server.baseUrl, { minReconnectDelay: 1, maxReconnectDelay: 5 });
        peer.client.setData(peer.encode({ user, password }));
        return peer;
      };
      const peer = open(PASSWORD);
      const connected = next(peer.client, 'connected');
      peer.client.connect();
      await connected;
      assert.equal(await usersOf(user), 1);

      const stranger = open('another password');
      const refused = next(stranger.client, 'disconnected');
      stranger.client.connect();
      assert.equal((await refused).code, UNAUTHORIZED);
    });
  }

  for (const [version, open] of Object.entries(clients)) {
    for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
      test(`socket.io client ${version}, ${transports.join(' and ')}: connects with the token of a sign-in, and no more once that is over`, async (t) => {
        const user = await create();
        const { result } = await post('login', { user, password: PASSWORD });
        const credential = { token: result.token };
        const connect = () => {
          const socket = open(env.server.baseUrl, { transports, forceNew: true, reconnection: false, auth: credential, query: credential });
          t.after(() => socket.close());
          return socket;
        };
        await next(connect(), 'connect');
        assert.equal(await usersOf(user), 1);

        await post('logout', { refresh_token: result.refresh_token });
        await next(connect(), isNew(version) ? 'connect_error' : 'error');
      });
    }
  }

  test('socket.io client 4: connects with user id and password, which a wrong one does not', async (t) => {
    const user = await create();
    const open = (password) => {
      const socket = clients[4](env.server.baseUrl, { forceNew: true, reconnection: false, auth: { user, password } });
      t.after(() => socket.close());
      return socket;
    };
    await next(open(PASSWORD), 'connect');
    assert.equal(await usersOf(user), 1);
    const error = await next(open('another password'), 'connect_error');
    assert.deepEqual([error.message, error.data.code], ['unauthorized', UNAUTHORIZED]);
  });

  test('one-way SSE takes the token of a sign-in', async (t) => {
    const user = await create();
    const { result } = await post('login', { user, password: PASSWORD });
    const reader = await EventReader.open(t, `${env.server.baseUrl}/connection/uni_sse?cf_connect=${encodeURIComponent(JSON.stringify({ token: result.token }))}`);
    await reader.events.next('event');
    assert.equal(await usersOf(user), 1);
  });

  test('a program that an administrator signed in with uses the HTTP API', async () => {
    const user = uniqueUser().toLowerCase();
    await env.api.call('account_create', { user, password: PASSWORD, roles: ['admin'] });
    const { result } = await post('login', { user, password: PASSWORD });
    const response = await fetch(`${env.server.baseUrl}/api/info`, { method: 'POST', headers: { Authorization: `Bearer ${result.token}` }, body: '{}' });
    assert.equal(response.status, 200);
  });

  test('sign-ins of many who guess are refused for a while, and nothing is told of who there is', async () => {
    const user = await create();
    const guesses = await Promise.all(Array.from({ length: 2 }, (_, i) => post('login', { user: i ? user : uniqueUser(), password: 'a wrong password' })));
    assert.deepEqual(guesses[0], guesses[1]);
    assert.equal(guesses[0].status, 401);
  });
}, {
  namespaces: config.namespaces,
  storage: { path: path.join(folder, 'hub.db') },
  security: { storage: 'durable' },
  accounts: { enabled: true, allowPlainPasswords: true, guessesPerAddress: 1000 },
});
