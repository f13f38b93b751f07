import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connectAs } from '../lib/clients.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { describe, describeServer, test } from '../lib/suite.js';
import { wires } from '../lib/wires.js';

const UNKNOWN_CHANNEL = 102;

describeServer('HTTP API: publishing', (env) => {
  const connect = (t) => connectAs(t, wires.websocketJson, env.server, uniqueUser());
  const dataOf = (channel) => env.api.dataOf(channel);

  describe('publish', { concurrency: true }, () => {
    test('answers the position, which counts up', async () => {
      const channel = uniqueChannel();
      const first = await env.api.publish(channel, 1);
      const second = await env.api.publish(channel, 2);
      assert.equal(first.offset, 1);
      assert.deepEqual(second, { offset: 2, epoch: first.epoch });
      assert.ok(first.epoch);
    });

    test('answers an error of the catalogue', async () => {
      const { error, result } = await env.api.ask('publish', { channel: uniqueChannel('nosuchnamespace'), data: 1 });
      assert.deepEqual([error.code, error.message], [UNKNOWN_CHANNEL, 'unknown channel']);
      assert.equal(result, undefined);
    });

    test('without channel or data is answered 107', async () => {
      assert.equal((await env.api.ask('publish', { data: 1 })).error.code, 107);
      assert.equal((await env.api.ask('publish', { channel: uniqueChannel() })).error.code, 107);
    });

    test('the channels that are closed to clients are open to the API', async () => {
      assert.ok((await env.api.ask('publish', { channel: uniqueChannel('closed'), data: 1 })).result);
    });

    test('a repeated idempotency key is answered with the first result and publishes nothing', async () => {
      const channel = uniqueChannel();
      const key = { idempotency_key: randomUUID() };
      const first = await env.api.publish(channel, 'once', key);
      assert.deepEqual(await env.api.publish(channel, 'once', key), first);
      await env.api.publish(channel, 'another', { idempotency_key: randomUUID() });
      assert.deepEqual(await dataOf(channel), ['once', 'another']);
    });

    test('an idempotency key is one of its channel', async () => {
      const key = { idempotency_key: randomUUID() };
      const channels = [uniqueChannel(), uniqueChannel()];
      for (const channel of channels) {
        await env.api.publish(channel, channel, key);
      }
      assert.deepEqual(await Promise.all(channels.map(dataOf)), channels.map((channel) => [channel]));
    });

    test('equal keys that arrive together publish once', async () => {
      const channel = uniqueChannel();
      const key = { idempotency_key: randomUUID() };
      const results = await Promise.all(Array.from({ length: 8 }, () => env.api.publish(channel, 'once', key)));
      assert.ok(results.every(({ offset }) => offset === 1), JSON.stringify(results));
      assert.deepEqual(await dataOf(channel), ['once']);
    });

    test('an older version is dropped, unless its epoch is another', async () => {
      const channel = uniqueChannel();
      await env.api.publish(channel, 'five', { version: 5 });
      await env.api.publish(channel, 'four', { version: 4 });
      await env.api.publish(channel, 'five again', { version: 5 });
      await env.api.publish(channel, 'six', { version: 6 });
      await env.api.publish(channel, 'one of a new epoch', { version: 1, version_epoch: 'new' });
      assert.deepEqual(await dataOf(channel), ['five', 'six', 'one of a new epoch']);
    });

    test('b64data is what the text means', async (t) => {
      const subscription = await (await connect(t)).subscribe(uniqueChannel());
      const b64data = Buffer.from('{"text":"Grüße"}').toString('base64');
      await env.api.call('publish', { channel: subscription.sub.channel, b64data });
      assert.deepEqual(await subscription.receive(1), [{ text: 'Grüße' }]);
    });

    test('b64data carries any bytes where the namespace takes them', async (t) => {
      const peer = await connectAs(t, wires.websocketProtobuf, env.server, uniqueUser());
      const subscription = await peer.subscribe(uniqueChannel('binary'));
      const bytes = Buffer.from([0, 255, 10, 13, 128]);
      await env.api.call('publish', { channel: subscription.sub.channel, b64data: bytes.toString('base64') });
      const { data } = await subscription.events.next('publication');
      assert.deepEqual([...data], [...bytes]);
    });

    test('b64data that is not base64, or no JSON where JSON is asked for, is answered 107', async () => {
      const channel = uniqueChannel();
      assert.equal((await env.api.ask('publish', { channel, b64data: '*' })).error.code, 107);
      assert.equal((await env.api.ask('publish', { channel, b64data: Buffer.from('{').toString('base64') })).error.code, 107);
    });

    test('skip_history delivers without keeping', async (t) => {
      const subscription = await (await connect(t)).subscribe(uniqueChannel());
      const { channel } = subscription.sub;
      await env.api.publish(channel, 'kept');
      await env.api.publish(channel, 'passing', { skip_history: true });
      assert.deepEqual(await subscription.receive(2), ['kept', 'passing']);
      assert.deepEqual(await dataOf(channel), ['kept']);
    });

    test('the event name travels as the tag event', async (t) => {
      const subscription = await (await connect(t)).subscribe(uniqueChannel());
      await env.api.publish(subscription.sub.channel, 1, { event: 'newmessage', tags: { a: 'b' } });
      assert.deepEqual((await subscription.events.next('publication')).tags, { event: 'newmessage', a: 'b' });
    });

    test('a reserved event name is answered 107', async () => {
      assert.equal((await env.api.ask('publish', { channel: uniqueChannel(), data: 1, event: 'connect' })).error.code, 107);
    });
  });

  describe('broadcast', { concurrency: true }, () => {
    test('publishes into each channel and answers for each', async () => {
      const channels = [uniqueChannel(), uniqueChannel('nosuchnamespace'), uniqueChannel()];
      const { responses } = await env.api.call('broadcast', { channels, data: 'to all' });
      assert.equal(responses.length, 3);
      assert.equal(responses[0].result.offset, 1);
      assert.equal(responses[1].error.code, UNKNOWN_CHANNEL);
      assert.equal(responses[2].result.offset, 1);
      assert.deepEqual([await dataOf(channels[0]), await dataOf(channels[2])], [['to all'], ['to all']]);
    });

    test('an idempotency key holds for each channel', async () => {
      const request = { channels: [uniqueChannel(), uniqueChannel()], data: 1, idempotency_key: randomUUID() };
      const first = await env.api.call('broadcast', request);
      assert.deepEqual(await env.api.call('broadcast', request), first);
      assert.deepEqual(await dataOf(request.channels[0]), [1]);
    });
  });
});
