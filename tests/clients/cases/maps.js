import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAs } from '../lib/clients.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { eventually } from '../lib/events.js';

const TEXT = 'a field that stays the same '.repeat(20);

/** A map as the application of a client has it: what `sync` and `update` have made of it. */
class Mirror {
  entries = new Map();
  syncs = 0;
  updates = [];

  constructor(peer, sub) {
    this.sub = sub;
    sub.on('sync', ({ entries }) => {
      this.syncs += 1;
      this.entries = new Map(entries.map(({ key, data }) => [key, peer.decode(data)]));
    });
    sub.on('update', ({ key, data, removed }) => {
      this.updates.push(key);
      if (removed) {
        this.entries.delete(key);
      } else {
        this.entries.set(key, peer.decode(data));
      }
    });
  }

  content() {
    return Object.fromEntries([...this.entries].sort());
  }
}

async function watch(peer, channel, options = {}) {
  const mirror = new Mirror(peer, peer.client.newMapSubscription(channel, options));
  mirror.sub.subscribe();
  await mirror.sub.ready(10_000);
  return mirror;
}

async function stateOf(env, channel) {
  const found = [];
  for (let cursor = ''; cursor !== undefined;) {
    const page = await env.api.call('map_read_state', { channel, cursor, limit: 1000 });
    found.push(...page.entries.map(({ key, data }) => [key, data]));
    cursor = page.cursor;
  }
  return Object.fromEntries(found.sort());
}

const set = (env, channel, key, data, more = {}) => env.api.call('map_publish', { channel, key, data, ...more });
const remove = (env, channel, key) => env.api.call('map_remove', { channel, key });

export function mapCases(wire, env) {
  const peerOf = (t) => connectAs(t, wire, env.server, uniqueUser());

  test('a map is synchronised, and stays so', async (t) => {
    const channel = uniqueChannel('map');
    await set(env, channel, 'a', { n: 1 });
    await set(env, channel, '__proto__', { n: 2 });
    const peer = await peerOf(t);
    const mirror = await watch(peer, channel);
    await set(env, channel, 'b', { n: 3 });
    await remove(env, channel, 'a');
    await peer.client.rpc('sb.map_publish', peer.encode({ channel, key: 'c', data: { n: 4 } }));
    await mirror.sub.publish('d', peer.encode({ n: 5 }));
    await mirror.sub.remove('c');

    await eventually(() => mirror.updates.length === 5, 'the map to be so');
    assert.deepEqual([...mirror.entries].sort(), [['__proto__', { n: 2 }], ['b', { n: 3 }], ['d', { n: 5 }]]);
    assert.equal(mirror.syncs, 1);
  });

  test('pages that are read while the map changes make the same map', async (t) => {
    const channel = uniqueChannel('map');
    for (let i = 0; i < 40; i += 1) await set(env, channel, `k${i}`, { i });
    const peer = await peerOf(t);
    let stopped = false;
    const changing = (async () => {
      for (let i = 0; !stopped; i += 1) {
        await (i % 3 === 0 ? remove(env, channel, `k${i % 40}`) : set(env, channel, `k${(i * 7) % 60}`, { i }));
      }
    })();
    const mirror = await watch(peer, channel, { pageSize: 3 });
    stopped = true;
    await changing;

    const expected = await stateOf(env, channel);
    await eventually(() => JSON.stringify(mirror.content()) === JSON.stringify(expected), 'the map to be so');
  });

  test('who comes back is sent the changes, and no more', async (t) => {
    const channel = uniqueChannel('map');
    await set(env, channel, 'a', 1);
    const peer = await peerOf(t);
    const mirror = await watch(peer, channel);
    peer.client.disconnect();
    await set(env, channel, 'b', 2);
    await remove(env, channel, 'a');
    peer.client.connect();

    await eventually(() => mirror.updates.length === 2, 'the map to be so');
    assert.deepEqual(mirror.content(), { b: 2 });
    assert.equal(mirror.syncs, 1);
  });

  test('who comes back too late is sent everything again', async (t) => {
    const channel = uniqueChannel('map-short');
    const peer = await peerOf(t);
    const mirror = await watch(peer, channel);
    peer.client.disconnect();
    for (let i = 0; i < 5; i += 1) await set(env, channel, `k${i}`, i);
    peer.client.connect();

    await eventually(() => mirror.syncs === 2, 'the map to be so');
    assert.deepEqual(mirror.content(), { k0: 0, k1: 1, k2: 2, k3: 3, k4: 4 });
  });

  test('an ephemeral map is sent whole each time, and its entries expire', async (t) => {
    const channel = uniqueChannel('map-fleeting');
    const peer = await peerOf(t);
    const mirror = await watch(peer, channel);
    await mirror.sub.publish('whatever', peer.encode({ x: 1 }));
    await eventually(() => mirror.entries.has(peer.connected.client), 'the map to be so');
    peer.client.disconnect();
    peer.client.connect();

    await eventually(() => mirror.syncs === 2, 'the map to be so');
    await eventually(() => mirror.entries.size === 0, 'the map to be so');
  });

  test('of many who expect the same, one wins, and the others are told what is there', async (t) => {
    const channel = uniqueChannel('map');
    const peers = await Promise.all(Array.from({ length: 5 }, () => peerOf(t)));
    const { offset, epoch } = await set(env, channel, 'k', 0);
    const outcomes = await Promise.allSettled(peers.map((peer, i) => peer.client.rpc('sb.map_publish', peer.encode({
      channel, key: 'k', data: i + 1, expected_offset: offset, expected_epoch: epoch,
    }))));

    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    assert.deepEqual(outcomes.map(({ reason }) => reason?.code), peers.map((_, i) => (i === winner ? undefined : 413)));
    assert.deepEqual(await stateOf(env, channel), { k: winner + 1 });
  });

  test('changes are deltas of what the entry was', async (t) => {
    const channel = uniqueChannel('map-deltas');
    await set(env, channel, 'a', { n: 0, text: TEXT });
    const mirror = await watch(await peerOf(t), channel, { delta: 'fossil' });
    await set(env, channel, 'b', { n: 0, text: TEXT });
    for (let n = 1; n <= 3; n += 1) {
      await set(env, channel, 'a', { n, text: TEXT });
      await set(env, channel, 'b', { n, text: TEXT });
    }
    await remove(env, channel, 'a');
    await set(env, channel, 'a', { n: 9, text: TEXT });

    await eventually(() => mirror.updates.length === 9, 'the map to be so');
    assert.deepEqual(mirror.content(), { a: { n: 9, text: TEXT }, b: { n: 3, text: TEXT } });
    assert.equal(mirror.sub.deltaStats().numDeltaPayloads, 6);
  });

  test('a filter selects entries, and tells of those that leave it', async (t) => {
    const channel = uniqueChannel('map');
    await set(env, channel, 'a', 1, { tags: { team: 'red' } });
    await set(env, channel, 'b', 2, { tags: { team: 'blue' } });
    const mirror = await watch(await peerOf(t), channel, { tagsFilter: { key: 'team', cmp: 'eq', val: 'red' } });
    assert.deepEqual(mirror.content(), { a: 1 });
    await set(env, channel, 'b', 3, { tags: { team: 'red' } });
    await set(env, channel, 'a', 4, { tags: { team: 'blue' } });

    await eventually(() => mirror.updates.length === 2, 'the map to be so');
    assert.deepEqual(mirror.content(), { b: 3 });
  });

  test('a map of connections tells who is in a channel', async (t) => {
    const channel = uniqueChannel('map-watched');
    const [watcher, comer] = [await peerOf(t), await peerOf(t)];
    const sub = watcher.client.newMapClientsSubscription(`map-clients:${channel}`);
    const mirror = new Mirror(watcher, sub);
    sub.subscribe();
    await sub.ready(10_000);
    const there = await comer.subscribe(channel);
    await eventually(() => mirror.entries.has(comer.connected.client), 'the map to be so');
    there.sub.unsubscribe();

    await eventually(() => mirror.entries.size === 0, 'the map to be so');
  });
}
