import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connectAs } from '../lib/clients.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { describe, describeServer, test } from '../lib/suite.js';
import { wires } from '../lib/wires.js';

describeServer('HTTP API: history, presence, connections', (env) => {
  const connect = (t, user = uniqueUser(), claims = {}) => connectAs(t, wires.websocketJson, env.server, user, claims);

  describe('history', { concurrency: true }, () => {
    test('is read by pages, forwards and backwards', async () => {
      const channel = uniqueChannel();
      await env.api.publishAll(channel, ['a', 'b', 'c', 'd', 'e']);
      const read = async (parameters) => {
        const result = await env.api.call('history', { channel, ...parameters });
        return [result.publications.map(({ data }) => data), result.offset];
      };
      const { epoch } = await env.api.call('history', { channel });
      assert.deepEqual(await read({ limit: 2 }), [['a', 'b'], 5]);
      assert.deepEqual(await read({ limit: 2, since: { offset: 2, epoch } }), [['c', 'd'], 5]);
      assert.deepEqual(await read({ limit: 2, reverse: true }), [['e', 'd'], 5]);
      assert.deepEqual(await read({ limit: 9, since: { offset: 3, epoch }, reverse: true }), [['b', 'a'], 5]);
    });

    test('tells offset and tags of each publication', async () => {
      const channel = uniqueChannel();
      await env.api.publish(channel, { a: 1 }, { tags: { kind: 'x' } });
      const [publication] = (await env.api.call('history', { channel, limit: 1 })).publications;
      assert.deepEqual([publication.data, publication.offset, publication.tags], [{ a: 1 }, 1, { kind: 'x' }]);
    });

    test('since a position of another epoch is answered 112', async () => {
      const channel = uniqueChannel();
      await env.api.publish(channel, 1);
      assert.equal((await env.api.ask('history', { channel, limit: 1, since: { offset: 1, epoch: 'another' } })).error.code, 112);
    });

    test('history_remove takes the publications and leaves the position', async () => {
      const channel = uniqueChannel();
      await env.api.publishAll(channel, [1, 2]);
      const { epoch } = await env.api.call('history', { channel });
      assert.deepEqual(await env.api.call('history_remove', { channel }), {});
      const result = await env.api.call('history', { channel, limit: 10 });
      assert.deepEqual([result.publications ?? [], result.offset, result.epoch], [[], 2, epoch]);
      assert.deepEqual(await env.api.publish(channel, 3), { offset: 3, epoch });
    });
  });

  describe('presence and connections', { concurrency: true }, () => {
    test('presence and presence_stats tell who is in a channel', async (t) => {
      const user = uniqueUser();
      const peers = await Promise.all([connect(t, user, { info: { name: 'Ada' } }), connect(t, user), connect(t)]);
      const channel = uniqueChannel();
      await Promise.all(peers.map((peer) => peer.subscribe(channel)));

      const { presence } = await env.api.call('presence', { channel });
      assert.deepEqual(Object.keys(presence).sort(), peers.map((peer) => peer.connected.client).sort());
      const { client } = peers[0].connected;
      assert.deepEqual([presence[client].client, presence[client].user, presence[client].conn_info], [client, user, { name: 'Ada' }]);
      assert.deepEqual(await env.api.call('presence_stats', { channel }), { num_clients: 3, num_users: 2 });
    });

    test('presence of a channel that has none is answered 108', async () => {
      assert.equal((await env.api.ask('presence', { channel: uniqueChannel('plain') })).error.code, 108);
      assert.equal((await env.api.ask('presence_stats', { channel: uniqueChannel('plain') })).error.code, 108);
    });

    test('channels lists those with subscribers, by pattern', async (t) => {
      const id = randomUUID();
      const peers = await Promise.all([connect(t), connect(t)]);
      await Promise.all(peers.map((peer) => peer.subscribe(`chat:${id}-a`)));
      await peers[0].subscribe(`chat:${id}-b`);

      const everything = await env.api.call('channels');
      assert.equal(everything.channels[`chat:${id}-a`].num_clients, 2);
      const { channels } = await env.api.call('channels', { pattern: `chat:${id}*` });
      assert.deepEqual(channels, { [`chat:${id}-a`]: { num_clients: 2 }, [`chat:${id}-b`]: { num_clients: 1 } });
      assert.deepEqual((await env.api.call('channels', { pattern: `chat:${id}-b` })).channels, { [`chat:${id}-b`]: { num_clients: 1 } });
    });

    test('connections lists those of a user or channel, by pages', async (t) => {
      const user = uniqueUser();
      const peers = await Promise.all([connect(t, user), connect(t, user), connect(t)]);
      const channel = uniqueChannel();
      await Promise.all(peers.slice(1).map((peer) => peer.subscribe(channel)));
      const clientsOf = (connections) => connections.map(({ client }) => client).sort();
      const idsOf = (some) => some.map((peer) => peer.connected.client).sort();

      const ofUser = await env.api.call('connections', { user });
      assert.deepEqual(clientsOf(ofUser.connections), idsOf(peers.slice(0, 2)));
      assert.ok(ofUser.connections.every((connection) => connection.user === user));
      assert.deepEqual(clientsOf((await env.api.call('connections', { channel })).connections), idsOf(peers.slice(1)));

      const first = await env.api.call('connections', { user, limit: 1 });
      const second = await env.api.call('connections', { user, limit: 1, cursor: first.cursor });
      assert.deepEqual(clientsOf([...first.connections, ...second.connections]), idsOf(peers.slice(0, 2)));
    });

    test('info tells of the node', async (t) => {
      await connect(t);
      const { nodes } = await env.api.call('info');
      assert.equal(nodes.length, 1);
      assert.ok(nodes[0].uid);
      assert.ok(nodes[0].num_clients >= 1);
      assert.ok(nodes[0].num_users >= 1);
      assert.equal(typeof nodes[0].num_channels, 'number');
      assert.equal(typeof nodes[0].uptime, 'number');
    });

    test('what is meant for a user who is not there is answered with an empty result', async () => {
      const user = uniqueUser();
      assert.deepEqual(await env.api.call('disconnect', { user }), {});
      assert.deepEqual(await env.api.call('refresh', { user }), {});
      assert.deepEqual(await env.api.call('unsubscribe', { user, channel: uniqueChannel() }), {});
      assert.deepEqual(await env.api.call('subscribe', { user, channel: uniqueChannel() }), {});
    });
  });
});
