import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { connectAs } from '../lib/clients.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';

const NEARLY_64_KIB = 64_000;

const DIFFICULT = {
  scripts: 'Grüße, Καλημέρα, こんにちは, مرحبا',
  emoji: '😀👩‍👩‍👧‍👦🏳️‍🌈',
  separators: 'a\u2028b\u2029c\u0000d\u007fe',
  escapes: 'quote " backslash \\ slash / newline \n return \r tab \t',
  '键': ['ключ', { κλειδί: null }],
  numbers: [0, -1.5, 1e21, 9007199254740991],
};

export function payloadCases(wire, env) {
  const connect = (t) => connectAs(t, wire, env.server, uniqueUser());

  test('a payload of nearly 64 KiB reaches the client', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    const data = { text: 'x'.repeat(NEARLY_64_KIB) };
    await env.api.publish(subscription.sub.channel, data);
    assert.deepEqual(await subscription.receive(1), [data]);
  });

  test('a payload of nearly 64 KiB reaches the server', async (t) => {
    const peer = await connect(t);
    const channel = uniqueChannel();
    const data = { text: 'x'.repeat(NEARLY_64_KIB) };
    await peer.client.publish(channel, peer.encode(data));
    const { publications } = await env.api.call('history', { channel, limit: 1 });
    assert.deepEqual(publications[0].data, data);
  });

  test('text in any script survives both directions', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    await env.api.publish(subscription.sub.channel, DIFFICULT);
    await subscription.sub.publish(peer.encode(DIFFICULT));
    assert.deepEqual(await subscription.receive(2), [DIFFICULT, DIFFICULT]);
  });

  test('a channel may have a name in any script', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(`unicode:канал-日本語-😀-${randomUUID()}`);
    await env.api.publish(subscription.sub.channel, 1);
    await subscription.sub.publish(peer.encode(2));
    assert.deepEqual(await subscription.receive(2), [1, 2]);
  });

  test('pretty-printed JSON with line ends of all kinds arrives whole', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    const { channel } = subscription.sub;
    const pretty = JSON.stringify(DIFFICULT, null, 2);
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      const response = await env.api.post('/api/publish', `{"channel": "${channel}",\n "data": ${pretty.replaceAll('\n', lineEnd)}\n}`);
      assert.ok((await response.json()).result);
    }
    await env.api.publish(channel, 'the next one');
    assert.deepEqual(await subscription.receive(4), [DIFFICULT, DIFFICULT, DIFFICULT, 'the next one']);
  });

  test('any JSON value is a payload', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    const values = ['', 'text', 0, 1.5, true, false, [], {}, [[]], { a: { b: [null] } }];
    await env.api.publishAll(subscription.sub.channel, values);
    assert.deepEqual(await subscription.receive(values.length), values);
  });
}
