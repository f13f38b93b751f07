import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { within } from '../lib/events.js';
import { uniqueChannel } from '../lib/names.js';
import { Sample } from '../lib/sample.js';
import { clients } from '../lib/socketio.js';
import { describeServer } from '../lib/suite.js';
import { token } from '../lib/tokens.js';

const MEGABYTE = 1_000_000;
const TRANSPORTS = { 'polling only': ['polling'], 'websocket only': ['websocket'], upgrade: ['polling', 'websocket'] };

/** Each version over each way. */
function eachClient(define) {
  for (const [version, io] of Object.entries(clients)) {
    for (const [way, transports] of Object.entries(TRANSPORTS)) {
      define(`client ${version}, ${way}`, (url, options = {}) => io(url, { transports, forceNew: true, ...options }));
    }
  }
}

const once = (socket, name) => within(new Promise((resolve) => socket.once(name, (...values) => resolve(values))), () => name);
const ask = (socket, ...values) => within(new Promise((resolve) => socket.emit(...values, resolve)), () => `the answer to ${values[0]}`);

describeServer('socket.io clients in the hub', (env) => {
  eachClient((name, open) => {
    test(`${name}: subscribes, publishes and receives`, async (t) => {
      const socket = open(env.server.baseUrl, { auth: { token: token({ sub: 'ann' }) }, query: { token: token({ sub: 'ann' }) } });
      t.after(() => socket.close());
      await once(socket, 'connect');
      const channel = uniqueChannel();
      const start = await ask(socket, 'subscribe', { channel });
      assert.equal(start.error, undefined);

      const publication = once(socket, 'publication');
      await env.api.publish(channel, { hello: 'wörld' });
      const [{ data, offset }] = await publication;
      assert.deepEqual(data, { hello: 'wörld' });
      assert.equal(offset, 1);

      const named = once(socket, 'newmessage');
      assert.deepEqual(await ask(socket, 'publish', { channel, data: [1, 2], event: 'newmessage' }), {});
      assert.deepEqual((await named)[0], [1, 2]);
    });

    test(`${name}: recovers after its connection was killed`, async (t) => {
      const socket = open(env.server.baseUrl, { reconnectionDelay: 10, reconnectionDelayMax: 20 });
      t.after(() => socket.close());
      await once(socket, 'connect');
      const channel = uniqueChannel();
      const start = await ask(socket, 'subscribe', { channel });
      const again = once(socket, 'connect');
      socket.io.engine.close();
      await env.api.publish(channel, 'missed');
      await again;
      const next = await ask(socket, 'subscribe', { channel, recover: true, epoch: start.epoch, offset: start.offset });
      assert.equal(next.recovered, true);
      assert.deepEqual(next.publications.map((publication) => publication.data), ['missed']);
    });
  });

  eachClient((name, open) => {
    test(`${name}: gets everything before it is sent away for good`, async (t) => {
      const user = uniqueChannel();
      const socket = open(env.server.baseUrl, { auth: { token: token({ sub: user }) }, query: { token: token({ sub: user }) }, reconnectionDelay: 10 });
      t.after(() => socket.close());
      await once(socket, 'connect');
      const channel = uniqueChannel();
      await ask(socket, 'subscribe', { channel });
      const numbers = Array.from({ length: 40 }, (_, number) => number);
      const received = [];
      socket.on('publication', ({ data }) => received.push(data));
      const gone = once(socket, 'disconnect');

      const publishes = numbers.map((data) => ({ publish: { channel, data } }));
      await env.api.call('batch', { commands: [...publishes, { disconnect: { user } }] });

      assert.equal((await gone)[0], 'io server disconnect');
      assert.deepEqual(received, numbers);
    });
  });

  test('a client that offers subprotocols connects', async (t) => {
    const socket = clients[4](env.server.baseUrl, { forceNew: true, transports: ['websocket'], protocols: ['one', 'two'] });
    t.after(() => socket.close());
    await once(socket, 'connect');
    assert.equal(socket.io.engine.transport.ws.protocol, 'one');
  });

  test('what may not be is told', async (t) => {
    const socket = clients[4](env.server.baseUrl, { forceNew: true });
    t.after(() => socket.close());
    await once(socket, 'connect');
    assert.equal((await ask(socket, 'subscribe', { channel: 'closed:a' })).error.code, 103);
    assert.equal((await ask(socket, 'publish', { channel: 'nowhere:a', data: 1 })).error.code, 102);
  });

  test('a worker answers a call by acknowledging it', async (t) => {
    const auth = { token: token({ sub: 'worker' }) };
    const worker = clients[4](env.server.baseUrl, { forceNew: true, auth });
    const caller = clients[4](env.server.baseUrl, { forceNew: true, auth });
    t.after(() => worker.close());
    t.after(() => caller.close());
    await Promise.all([once(worker, 'connect'), once(caller, 'connect')]);
    worker.on('call', ({ data }, answer) => answer({ data: data * 2 }));
    assert.equal((await ask(worker, 'serve', { method: 'calls:double' })).error, undefined);
    assert.deepEqual(await ask(caller, 'call', { method: 'calls:double', data: 21 }), { data: 42 });
  });
});

describe('socket.io clients of a C# server', { concurrency: 4 }, () => {
  let sample;
  before(async () => {
    sample = await Sample.start('--maxPayloadBytes', '4000000', '--pingMilliseconds', '5000', '--recoverySeconds', '60');
  });
  after(() => sample?.stop());

  eachClient((name, open) => {
    test(`${name}: text and bytes go both ways`, async (t) => {
      const socket = open(sample.baseUrl);
      t.after(() => socket.close());
      await once(socket, 'connect');
      const bytes = Buffer.from([0, 1, 2, 255]);
      const back = once(socket, 'message-back');
      socket.emit('message', 'héllo', { nested: [bytes] }, bytes);
      const [text, object, plain] = await back;
      assert.equal(text, 'héllo');
      assert.deepEqual(Buffer.from(object.nested[0]), bytes);
      assert.deepEqual(Buffer.from(plain), bytes);
    });

    test(`${name}: an event of a megabyte comes back whole`, async (t) => {
      const socket = open(sample.baseUrl);
      t.after(() => socket.close());
      await once(socket, 'connect');
      const text = 'é'.repeat(MEGABYTE / 2);
      const bytes = Buffer.alloc(MEGABYTE, 7);
      assert.equal(await ask(socket, 'message-with-ack', text), text);
      assert.ok(Buffer.from(await ask(socket, 'message-with-ack', bytes)).equals(bytes));
    });
  });

  test('client 4 recovers its state, twice, also before the first event', async (t) => {
    const socket = clients[4](sample.baseUrl, { forceNew: true, transports: ['websocket'], reconnectionDelay: 10, reconnectionDelayMax: 20 });
    t.after(() => socket.close());
    await once(socket, 'connect');
    const { id } = socket;
    for (let cut = 0; cut < 2; cut++) {
      const again = once(socket, 'connect');
      socket.io.engine.close();
      await again;
      assert.equal(socket.recovered, true);
      assert.equal(socket.id, id);
    }
  });

  test('client 4 enters and leaves a namespace', async (t) => {
    const socket = clients[4](`${sample.baseUrl}/custom`, { forceNew: true, auth: { name: 'ann' } });
    t.after(() => socket.close());
    const [auth] = await once(socket, 'auth');
    assert.deepEqual(auth, { name: 'ann' });
    const refused = clients[4](`${sample.baseUrl}/nowhere`, { forceNew: true, reconnection: false });
    t.after(() => refused.close());
    assert.equal((await once(refused, 'connect_error'))[0].message, 'Invalid namespace');
  });
});
