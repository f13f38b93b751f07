import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAs } from '../lib/clients.js';
import { eventually } from '../lib/events.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';

const TEXT = 'größer als ein Name: 日本語 🚀 "quoted" \\ '.repeat(12);

const document = (number, more = {}) => ({ number, text: TEXT, even: number % 2 === 0, ...more });

const documents = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => document(first + index));

/** Subscribes to deltas, and to the same without them by another connection. */
async function subscribeTwice(t, wire, env, channel) {
  const [peer, other] = [await connectAs(t, wire, env.server, uniqueUser()), await connectAs(t, wire, env.server, uniqueUser())];
  return [await peer.subscribe(channel, { delta: 'fossil' }), await other.subscribe(channel), peer];
}

const counts = ({ sub }) => [sub.deltaStats().numFullPayloads, sub.deltaStats().numDeltaPayloads];

export function deltaCases(wire, env) {
  test('the first publication is whole, and the others are deltas that lead to the same', async (t) => {
    const channel = uniqueChannel('deltas');
    const [deltas, whole] = await subscribeTwice(t, wire, env, channel);
    await env.api.publishAll(channel, documents(1, 10));

    assert.deepEqual(await deltas.receive(10), documents(1, 10));
    assert.deepEqual(await whole.receive(10), documents(1, 10));
    assert.deepEqual(counts(deltas), [1, 9]);
    assert.deepEqual(counts(whole), [0, 0]);
    assert.ok(deltas.sub.deltaStats().compressionRatio > 0.8);
  });

  test('what has little in common, or is small, is whole', async (t) => {
    const channel = uniqueChannel('deltas');
    const [deltas] = await subscribeTwice(t, wire, env, channel);
    const values = [1, 'text', null, document(1), { other: 'x'.repeat(300) }, document(2), document(3), [], '"'];
    await env.api.publishAll(channel, values);

    assert.deepEqual(await deltas.receive(values.length), values);
    assert.deepEqual(counts(deltas), [8, 1]);
  });

  test('what was missed comes whole, and what follows it live is a delta of that', async (t) => {
    const channel = uniqueChannel('deltas');
    const [deltas, , peer] = await subscribeTwice(t, wire, env, channel);
    await env.api.publishAll(channel, documents(1, 2));
    await deltas.receive(2);
    peer.client.disconnect();
    await env.api.publishAll(channel, documents(3, 5));
    peer.client.connect();
    assert.deepEqual(await deltas.receive(5), documents(1, 5));
    await env.api.publishAll(channel, documents(6, 7));

    assert.deepEqual(await deltas.receive(7), documents(1, 7));
    assert.deepEqual(counts(deltas), [4, 3]);
  });

  test('who subscribes again without having missed anything has the next one whole', async (t) => {
    const channel = uniqueChannel('deltas');
    const [deltas] = await subscribeTwice(t, wire, env, channel);
    await env.api.publishAll(channel, documents(1, 2));
    await deltas.receive(2);
    deltas.sub.unsubscribe();
    deltas.sub.subscribe();
    await deltas.sub.ready();
    await env.api.publishAll(channel, documents(3, 4));

    assert.deepEqual(await deltas.receive(4), documents(1, 4));
    assert.deepEqual(counts(deltas), [2, 2]);
  });

  test('the newest publication of a cache is what the next is a delta of', async (t) => {
    const channel = uniqueChannel('deltas-cache');
    await env.api.publishAll(channel, documents(1, 2));
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    const other = await connectAs(t, wire, env.server, uniqueUser());
    await other.subscribe(channel, { delta: 'fossil' });
    await env.api.publish(channel, document(3));
    const deltas = await peer.subscribe(channel, { delta: 'fossil', since: { offset: 0, epoch: '' } });
    await env.api.publish(channel, document(4));

    assert.deepEqual(await deltas.receive(2), documents(3, 4));
    assert.deepEqual(counts(deltas), [1, 1]);
  });

  test('a channel without positions has deltas, too, and what history leaves out is a part of the chain', async (t) => {
    const [plain] = await subscribeTwice(t, wire, env, uniqueChannel('deltas-plain'));
    await env.api.publishAll(plain.sub.channel, documents(1, 3));
    assert.deepEqual(await plain.receive(3), documents(1, 3));
    assert.deepEqual(counts(plain), [1, 2]);

    const [kept] = await subscribeTwice(t, wire, env, uniqueChannel('deltas'));
    await env.api.publish(kept.sub.channel, document(1));
    await env.api.publish(kept.sub.channel, document(2), { skip_history: true });
    await env.api.publish(kept.sub.channel, document(3), { delta: false });
    assert.deepEqual(await kept.receive(3), documents(1, 3));
    assert.deepEqual(counts(kept), [1, 2]);
  });

  test('deltas are not granted where the namespace has none, in a channel of the user alone, or beside a filter', async (t) => {
    const user = uniqueUser();
    const peer = await connectAs(t, wire, env.server, user);
    const own = await peer.subscribe(`deltas:#${user}`, { delta: 'fossil' });
    await env.api.publishAll(own.sub.channel, documents(1, 2));
    assert.deepEqual(await own.receive(2), documents(1, 2));
    assert.deepEqual(counts(own), [0, 0]);

    const plain = await peer.subscribe(uniqueChannel('chat'), { delta: 'fossil' });
    await env.api.publishAll(plain.sub.channel, documents(1, 2));
    assert.deepEqual(await plain.receive(2), documents(1, 2));
    assert.deepEqual(counts(plain), [0, 0]);

    const filtered = await peer.subscribe(uniqueChannel('deltas'), { tagsFilter: { key: 'a', cmp: 'ex' } });
    await env.api.publishAll(filtered.sub.channel, documents(1, 2));
    await env.api.publish(filtered.sub.channel, document(3), { tags: { a: '1' } });
    assert.deepEqual(await filtered.receive(1), [document(3)]);
  });

  test('publications while subscribing neither break the chain nor get lost', async (t) => {
    const channel = uniqueChannel('deltas');
    const publishing = env.api.publishAll(channel, documents(1, 60));
    const all = [];
    for (let round = 0; round < 6; round += 1) {
      const peer = await connectAs(t, wire, env.server, uniqueUser());
      all.push(await peer.subscribe(channel, { delta: 'fossil' }));
    }
    await publishing;
    await env.api.publishAll(channel, documents(61, 62));

    for (const subscription of all) {
      await eventually(() => subscription.received.at(-1)?.number === 62, 'the last publication');
      const first = subscription.received[0].number;
      assert.deepEqual(subscription.received, documents(first, 62));
      assert.deepEqual(counts(subscription), [1, 62 - first]);
    }
  });
}
