import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Api } from '../lib/api.js';
import { connectAs } from '../lib/clients.js';
import { config } from '../lib/config.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { Server } from '../lib/server.js';
import { wires } from '../lib/wires.js';

const UNKNOWN_CHANNEL = 102;
const [allowsAll, allowsPublish] = config.api.keys.map(({ key }) => key);

describe('HTTP API', { concurrency: 8 }, () => {
  let server;
  let api;
  before(async () => {
    server = await Server.start();
    api = server.api;
  });
  after(() => server?.stop());

  const connect = (t, user = uniqueUser(), claims = {}) => connectAs(t, wires.websocketJson, server, user, claims);
  const dataOf = async (channel) => (await api.call('history', { channel, limit: 100 })).publications.map(({ data }) => data);

  describe('keys and bodies', { concurrency: true }, () => {
    test('a request without a key, or with another, is answered 401', async () => {
      const body = JSON.stringify({ channel: uniqueChannel(), data: 1 });
      for (const headers of [{}, { 'X-API-Key': 'another' }, { Authorization: 'apikey another' }, { Authorization: `Bearer ${allowsAll}` }]) {
        assert.equal((await api.post('/api/publish', body, headers)).status, 401);
      }
    });

    test('the key may come as Authorization: apikey', async () => {
      const body = JSON.stringify({ channel: uniqueChannel(), data: 1 });
      const response = await api.post('/api/publish', body, { Authorization: `apikey ${allowsAll}` });
      assert.equal(response.status, 200);
      assert.ok((await response.json()).result);
    });

    test('a key that is restricted to methods allows these alone', async () => {
      const restricted = new Api(server.baseUrl, allowsPublish);
      const channel = uniqueChannel();
      assert.ok((await restricted.ask('publish', { channel, data: 1 })).result);
      assert.equal((await restricted.ask('history', { channel, limit: 1 })).error.code, 103);
      const { replies } = await batchWith(restricted, [{ publish: { channel, data: 2 } }, { history: { channel, limit: 1 } }]);
      assert.ok(replies === undefined || replies[1].error, 'a batch must not get round the restriction');
    });

    test('a body that is no JSON is answered 400', async () => {
      for (const body of ['', '{', 'channel=a', '{"channel":"a","data":1}}', '[]']) {
        assert.equal((await api.post('/api/publish', body)).status, 400, body);
      }
    });

    test('answers are JSON', async () => {
      const response = await api.post('/api/info', '{}');
      assert.match(response.headers.get('content-type'), /^application\/json/);
    });
  });

  describe('publish', { concurrency: true }, () => {
    test('answers the position, which counts up', async () => {
      const channel = uniqueChannel();
      const first = await api.publish(channel, 1);
      const second = await api.publish(channel, 2);
      assert.equal(first.offset, 1);
      assert.deepEqual(second, { offset: 2, epoch: first.epoch });
      assert.ok(first.epoch);
    });

    test('answers an error of the catalogue', async () => {
      const { error, result } = await api.ask('publish', { channel: uniqueChannel('nosuchnamespace'), data: 1 });
      assert.deepEqual([error.code, error.message], [UNKNOWN_CHANNEL, 'unknown channel']);
      assert.equal(result, undefined);
    });

    test('without channel or data is answered 107', async () => {
      assert.equal((await api.ask('publish', { data: 1 })).error.code, 107);
      assert.equal((await api.ask('publish', { channel: uniqueChannel() })).error.code, 107);
    });

    test('the channels that are closed to clients are open to the API', async () => {
      assert.ok((await api.ask('publish', { channel: uniqueChannel('closed'), data: 1 })).result);
    });

    test('a repeated idempotency key is answered with the first result and publishes nothing', async () => {
      const channel = uniqueChannel();
      const key = { idempotency_key: randomUUID() };
      const first = await api.publish(channel, 'once', key);
      assert.deepEqual(await api.publish(channel, 'once', key), first);
      await api.publish(channel, 'another', { idempotency_key: randomUUID() });
      assert.deepEqual(await dataOf(channel), ['once', 'another']);
    });

    test('an idempotency key is one of its channel', async () => {
      const key = { idempotency_key: randomUUID() };
      const channels = [uniqueChannel(), uniqueChannel()];
      for (const channel of channels) {
        await api.publish(channel, channel, key);
      }
      assert.deepEqual(await Promise.all(channels.map(dataOf)), channels.map((channel) => [channel]));
    });

    test('equal keys that arrive together publish once', async () => {
      const channel = uniqueChannel();
      const key = { idempotency_key: randomUUID() };
      const results = await Promise.all(Array.from({ length: 8 }, () => api.publish(channel, 'once', key)));
      assert.ok(results.every(({ offset }) => offset === 1), JSON.stringify(results));
      assert.deepEqual(await dataOf(channel), ['once']);
    });

    test('an older version is dropped, unless its epoch is another', async () => {
      const channel = uniqueChannel();
      await api.publish(channel, 'five', { version: 5 });
      await api.publish(channel, 'four', { version: 4 });
      await api.publish(channel, 'five again', { version: 5 });
      await api.publish(channel, 'six', { version: 6 });
      await api.publish(channel, 'one of a new epoch', { version: 1, version_epoch: 'new' });
      assert.deepEqual(await dataOf(channel), ['five', 'six', 'one of a new epoch']);
    });

    test('b64data is what the text means', async (t) => {
      const subscription = await (await connect(t)).subscribe(uniqueChannel());
      const b64data = Buffer.from('{"text":"Grüße"}').toString('base64');
      await api.call('publish', { channel: subscription.sub.channel, b64data });
      assert.deepEqual(await subscription.receive(1), [{ text: 'Grüße' }]);
    });

    test('b64data carries any bytes where the namespace takes them', async (t) => {
      const peer = await connectAs(t, wires.websocketProtobuf, server, uniqueUser());
      const subscription = await peer.subscribe(uniqueChannel('binary'));
      const bytes = Buffer.from([0, 255, 10, 13, 128]);
      await api.call('publish', { channel: subscription.sub.channel, b64data: bytes.toString('base64') });
      const { data } = await subscription.events.next('publication');
      assert.deepEqual([...data], [...bytes]);
    });

    test('b64data that is not base64, or no JSON where JSON is asked for, is answered 107', async () => {
      const channel = uniqueChannel();
      assert.equal((await api.ask('publish', { channel, b64data: '*' })).error.code, 107);
      assert.equal((await api.ask('publish', { channel, b64data: Buffer.from('{').toString('base64') })).error.code, 107);
    });

    test('skip_history delivers without keeping', async (t) => {
      const subscription = await (await connect(t)).subscribe(uniqueChannel());
      const { channel } = subscription.sub;
      await api.publish(channel, 'kept');
      await api.publish(channel, 'passing', { skip_history: true });
      assert.deepEqual(await subscription.receive(2), ['kept', 'passing']);
      assert.deepEqual(await dataOf(channel), ['kept']);
    });

    test('the event name travels as the tag event', async (t) => {
      const subscription = await (await connect(t)).subscribe(uniqueChannel());
      await api.publish(subscription.sub.channel, 1, { event: 'newmessage', tags: { a: 'b' } });
      assert.deepEqual((await subscription.events.next('publication')).tags, { event: 'newmessage', a: 'b' });
    });

    test('a reserved event name is answered 107', async () => {
      assert.equal((await api.ask('publish', { channel: uniqueChannel(), data: 1, event: 'connect' })).error.code, 107);
    });
  });

  describe('broadcast', { concurrency: true }, () => {
    test('publishes into each channel and answers for each', async () => {
      const channels = [uniqueChannel(), uniqueChannel('nosuchnamespace'), uniqueChannel()];
      const { responses } = await api.call('broadcast', { channels, data: 'to all' });
      assert.equal(responses.length, 3);
      assert.equal(responses[0].result.offset, 1);
      assert.equal(responses[1].error.code, UNKNOWN_CHANNEL);
      assert.equal(responses[2].result.offset, 1);
      assert.deepEqual([await dataOf(channels[0]), await dataOf(channels[2])], [['to all'], ['to all']]);
    });

    test('an idempotency key holds for each channel', async () => {
      const request = { channels: [uniqueChannel(), uniqueChannel()], data: 1, idempotency_key: randomUUID() };
      const first = await api.call('broadcast', request);
      assert.deepEqual(await api.call('broadcast', request), first);
      assert.deepEqual(await dataOf(request.channels[0]), [1]);
    });
  });

  describe('history', { concurrency: true }, () => {
    test('is read by pages, forwards and backwards', async () => {
      const channel = uniqueChannel();
      await api.publishAll(channel, ['a', 'b', 'c', 'd', 'e']);
      const read = async (parameters) => {
        const result = await api.call('history', { channel, ...parameters });
        return [result.publications.map(({ data }) => data), result.offset];
      };
      const { epoch } = await api.call('history', { channel });
      assert.deepEqual(await read({ limit: 2 }), [['a', 'b'], 5]);
      assert.deepEqual(await read({ limit: 2, since: { offset: 2, epoch } }), [['c', 'd'], 5]);
      assert.deepEqual(await read({ limit: 2, reverse: true }), [['e', 'd'], 5]);
      assert.deepEqual(await read({ limit: 9, since: { offset: 3, epoch }, reverse: true }), [['b', 'a'], 5]);
    });

    test('tells offset and tags of each publication', async () => {
      const channel = uniqueChannel();
      await api.publish(channel, { a: 1 }, { tags: { kind: 'x' } });
      const [publication] = (await api.call('history', { channel, limit: 1 })).publications;
      assert.deepEqual([publication.data, publication.offset, publication.tags], [{ a: 1 }, 1, { kind: 'x' }]);
    });

    test('since a position of another epoch is answered 112', async () => {
      const channel = uniqueChannel();
      await api.publish(channel, 1);
      assert.equal((await api.ask('history', { channel, limit: 1, since: { offset: 1, epoch: 'another' } })).error.code, 112);
    });

    test('history_remove takes the publications and leaves the position', async () => {
      const channel = uniqueChannel();
      await api.publishAll(channel, [1, 2]);
      const { epoch } = await api.call('history', { channel });
      assert.deepEqual(await api.call('history_remove', { channel }), {});
      const result = await api.call('history', { channel, limit: 10 });
      assert.deepEqual([result.publications ?? [], result.offset, result.epoch], [[], 2, epoch]);
      assert.deepEqual(await api.publish(channel, 3), { offset: 3, epoch });
    });
  });

  describe('presence and connections', { concurrency: true }, () => {
    test('presence and presence_stats tell who is in a channel', async (t) => {
      const user = uniqueUser();
      const peers = await Promise.all([connect(t, user, { info: { name: 'Ada' } }), connect(t, user), connect(t)]);
      const channel = uniqueChannel();
      await Promise.all(peers.map((peer) => peer.subscribe(channel)));

      const { presence } = await api.call('presence', { channel });
      assert.deepEqual(Object.keys(presence).sort(), peers.map((peer) => peer.connected.client).sort());
      const { client } = peers[0].connected;
      assert.deepEqual([presence[client].client, presence[client].user, presence[client].conn_info], [client, user, { name: 'Ada' }]);
      assert.deepEqual(await api.call('presence_stats', { channel }), { num_clients: 3, num_users: 2 });
    });

    test('presence of a channel that has none is answered 108', async () => {
      assert.equal((await api.ask('presence', { channel: uniqueChannel('plain') })).error.code, 108);
      assert.equal((await api.ask('presence_stats', { channel: uniqueChannel('plain') })).error.code, 108);
    });

    test('channels lists those with subscribers, by pattern', async (t) => {
      const id = randomUUID();
      const peers = await Promise.all([connect(t), connect(t)]);
      await Promise.all(peers.map((peer) => peer.subscribe(`chat:${id}-a`)));
      await peers[0].subscribe(`chat:${id}-b`);

      const everything = await api.call('channels');
      assert.equal(everything.channels[`chat:${id}-a`].num_clients, 2);
      const { channels } = await api.call('channels', { pattern: `chat:${id}*` });
      assert.deepEqual(channels, { [`chat:${id}-a`]: { num_clients: 2 }, [`chat:${id}-b`]: { num_clients: 1 } });
      assert.deepEqual((await api.call('channels', { pattern: `chat:${id}-b` })).channels, { [`chat:${id}-b`]: { num_clients: 1 } });
    });

    test('connections lists those of a user or channel, by pages', async (t) => {
      const user = uniqueUser();
      const peers = await Promise.all([connect(t, user), connect(t, user), connect(t)]);
      const channel = uniqueChannel();
      await Promise.all(peers.slice(1).map((peer) => peer.subscribe(channel)));
      const clientsOf = (connections) => connections.map(({ client }) => client).sort();
      const idsOf = (some) => some.map((peer) => peer.connected.client).sort();

      const ofUser = await api.call('connections', { user });
      assert.deepEqual(clientsOf(ofUser.connections), idsOf(peers.slice(0, 2)));
      assert.ok(ofUser.connections.every((connection) => connection.user === user));
      assert.deepEqual(clientsOf((await api.call('connections', { channel })).connections), idsOf(peers.slice(1)));

      const first = await api.call('connections', { user, limit: 1 });
      const second = await api.call('connections', { user, limit: 1, cursor: first.cursor });
      assert.deepEqual(clientsOf([...first.connections, ...second.connections]), idsOf(peers.slice(0, 2)));
    });

    test('info tells of the node', async (t) => {
      await connect(t);
      const { nodes } = await api.call('info');
      assert.equal(nodes.length, 1);
      assert.ok(nodes[0].uid);
      assert.ok(nodes[0].num_clients >= 1);
      assert.ok(nodes[0].num_users >= 1);
      assert.equal(typeof nodes[0].num_channels, 'number');
      assert.equal(typeof nodes[0].uptime, 'number');
    });

    test('what is meant for a user who is not there is answered with an empty result', async () => {
      const user = uniqueUser();
      assert.deepEqual(await api.call('disconnect', { user }), {});
      assert.deepEqual(await api.call('refresh', { user }), {});
      assert.deepEqual(await api.call('unsubscribe', { user, channel: uniqueChannel() }), {});
      assert.deepEqual(await api.call('subscribe', { user, channel: uniqueChannel() }), {});
    });
  });

  describe('batch', { concurrency: true }, () => {
    for (const parallel of [false, true]) {
      test(`answers each command in its place (${parallel ? 'parallel' : 'serial'})`, async () => {
        const channels = [uniqueChannel(), uniqueChannel()];
        const { replies } = await batchWith(api, [
          { publish: { channel: channels[0], data: 1 } },
          { publish: { channel: uniqueChannel('nosuchnamespace'), data: 1 } },
          { broadcast: { channels, data: 2 } },
          { presence_stats: { channel: channels[0] } },
        ], parallel);
        assert.equal(replies.length, 4);
        assert.equal(typeof replies[0].publish.offset, 'number');
        assert.equal(replies[1].error.code, UNKNOWN_CHANNEL);
        assert.equal(replies[2].broadcast.responses.length, 2);
        assert.equal(replies[3].presence_stats.num_clients ?? 0, 0);
      });
    }

    test('runs serial commands in order', async () => {
      const channel = uniqueChannel();
      const numbers = Array.from({ length: 100 }, (_, index) => index);
      await batchWith(api, numbers.map((data) => ({ publish: { channel, data } })));
      assert.deepEqual(await dataOf(channel), numbers);
    });
  });

  describe('lines of method and params', { concurrency: true }, () => {
    test('each line is answered in its place', async () => {
      const channel = uniqueChannel();
      const lines = [
        { method: 'publish', params: { channel, data: { text: 'a' } } },
        { method: 'publish', params: { channel: uniqueChannel('nosuchnamespace'), data: 1 } },
        { method: 'history', params: { channel, limit: 10 } },
      ];
      const response = await api.post('/api', lines.map((line) => JSON.stringify(line)).join('\n'));
      assert.equal(response.status, 200);
      const replies = (await response.text()).trim().split('\n').map((line) => JSON.parse(line));
      assert.equal(replies.length, 3);
      assert.equal(replies[0].result.offset, 1);
      assert.equal(replies[1].error.code, UNKNOWN_CHANNEL);
      assert.deepEqual(replies[2].result.publications.map(({ data }) => data), [{ text: 'a' }]);
    });

    test('a single command, 401 without a key, 400 for no JSON', async () => {
      const line = JSON.stringify({ method: 'info', params: {} });
      const response = await api.post('/api', line);
      assert.equal((await response.json()).result.nodes.length, 1);
      assert.equal((await api.post('/api', line, {})).status, 401);
      assert.equal((await api.post('/api', 'info')).status, 400);
    });
  });
});

// Existing API clients look for the replies at the top, without a result around them.
async function batchWith(api, commands, parallel = false) {
  return api.ask('batch', { commands, parallel });
}
