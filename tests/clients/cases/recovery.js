import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Peer } from '../lib/clients.js';
import { config } from '../lib/config.js';
import { eventually } from '../lib/events.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { Proxy } from '../lib/proxy.js';
import { token } from '../lib/tokens.js';

// Longer than the fleeting namespace keeps a position, should reading keep it alive.
const FLEETING_MILLISECONDS = 2500;

const numbersTo = (last) => Array.from({ length: last }, (_, index) => index + 1);

export function recoveryCases(wire, env) {
  /** A subscriber that has seen one publication, behind a proxy. */
  async function subscribeThroughProxy(t, namespace) {
    const proxy = await Proxy.start(env.server.port);
    t.after(() => proxy.close());
    const peer = await new Peer(t, wire, proxy.baseUrl, { token: token({ sub: uniqueUser() }) }).connect();
    const subscription = await peer.subscribe(uniqueChannel(namespace), { recoverable: true, positioned: true });
    await env.api.publish(subscription.sub.channel, 1);
    await subscription.receive(1);
    return { proxy, subscription, channel: subscription.sub.channel };
  }

  /** Cuts the connection while the action runs, and returns what the client is told after it. */
  async function missWhile({ proxy, subscription }, action) {
    proxy.cut();
    await subscription.events.next('subscribing', ({ code }) => code === 1);
    await action();
    proxy.restore();
    const [, resumed] = await subscription.events.take('subscribed', 2);
    assert.equal(resumed.wasRecovering, true);
    return resumed;
  }

  test('a client that comes back receives exactly what it missed', async (t) => {
    const scene = await subscribeThroughProxy(t, 'chat');
    const resumed = await missWhile(scene, () => env.api.publishAll(scene.channel, [2, 3, 4, 5, 6]));
    assert.equal(resumed.recovered, true);
    assert.equal(resumed.hasRecoveredPublications, true);

    await env.api.publish(scene.channel, 7);
    assert.deepEqual(await scene.subscription.receive(7), numbersTo(7));
    const offsets = scene.subscription.events.all('publication').map(({ offset }) => offset);
    assert.deepEqual(offsets, numbersTo(7));
  });

  test('a client that comes back while others publish misses nothing and receives nothing twice', async (t) => {
    const scene = await subscribeThroughProxy(t, 'chat');
    const last = 15;
    let publishing;
    const resumed = await missWhile(scene, async () => {
      await env.api.publish(scene.channel, 2);
      publishing = env.api.publishAll(scene.channel, numbersTo(last).slice(2));
    });
    await publishing;
    assert.equal(resumed.recovered, true);

    await env.api.publish(scene.channel, last + 1);
    assert.deepEqual(await scene.subscription.receive(last + 1), numbersTo(last + 1));
    assert.equal(scene.subscription.received.length, last + 1);
  });

  test('a client that missed nothing recovers nothing', async (t) => {
    const scene = await subscribeThroughProxy(t, 'chat');
    const resumed = await missWhile(scene, async () => {});
    assert.equal(resumed.recovered, true);
    assert.equal(resumed.hasRecoveredPublications, false);
    await env.api.publish(scene.channel, 2);
    assert.deepEqual(await scene.subscription.receive(2), [1, 2]);
  });

  test('a gap larger than the limit is told and not filled', async (t) => {
    const scene = await subscribeThroughProxy(t, 'chat');
    const missed = numbersTo(config.limits.recoveredPublications + 1).map((number) => -number);
    const resumed = await missWhile(scene, () => env.api.publishAll(scene.channel, missed));
    assert.equal(resumed.recovered, false);
    assert.equal(resumed.hasRecoveredPublications, false);

    await env.api.publish(scene.channel, 'live');
    assert.deepEqual(await scene.subscription.receive(2), [1, 'live']);
  });

  test('a gap that the removal of history made is told', async (t) => {
    const scene = await subscribeThroughProxy(t, 'chat');
    const resumed = await missWhile(scene, async () => {
      await env.api.publish(scene.channel, 2);
      await env.api.call('history_remove', { channel: scene.channel });
    });
    assert.equal(resumed.recovered, false);
    await env.api.publish(scene.channel, 3);
    assert.deepEqual(await scene.subscription.receive(2), [1, 3]);
  });

  test('the end of a stream is told', async (t) => {
    const scene = await subscribeThroughProxy(t, 'fleeting');
    const readEpoch = async () => (await env.api.call('history', { channel: scene.channel })).epoch;
    const epoch = await readEpoch();
    const resumed = await missWhile(scene, () =>
      eventually(async () => (await readEpoch()) !== epoch, 'a new epoch', FLEETING_MILLISECONDS));
    assert.equal(resumed.recovered, false);
    await env.api.publish(scene.channel, 'live');
    assert.deepEqual(await scene.subscription.receive(2), [1, 'live']);
  });

  test('in cache mode a client that comes back receives the newest publication alone', async (t) => {
    const scene = await subscribeThroughProxy(t, 'cache');
    const resumed = await missWhile(scene, () => env.api.publishAll(scene.channel, [2, 3, 4]));
    assert.equal(resumed.recovered, true);
    await env.api.publish(scene.channel, 5);
    assert.deepEqual(await scene.subscription.receive(3), [1, 4, 5]);
  });

  test('a subscription from a known position receives what came after it', async (t) => {
    const channel = uniqueChannel();
    const position = await env.api.publish(channel, 1);
    await env.api.publishAll(channel, [2, 3]);
    const peer = await new Peer(t, wire, env.server.baseUrl, { token: token({ sub: uniqueUser() }) }).connect();
    const subscription = await peer.subscribe(channel, { since: position, recoverable: true });
    assert.equal(subscription.subscribed.recovered, true);
    assert.deepEqual(await subscription.receive(2), [2, 3]);
  });
}
