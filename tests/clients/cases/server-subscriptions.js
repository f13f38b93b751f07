import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAs, Peer } from '../lib/clients.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { Proxy } from '../lib/proxy.js';
import { token } from '../lib/tokens.js';

export function serverSubscriptionCases(wire, env) {
  test('the channels of the connection token are subscribed to', async (t) => {
    const channels = [uniqueChannel(), uniqueChannel('plain')];
    const peer = await connectAs(t, wire, env.server, uniqueUser(), { channels });
    for (const channel of channels) {
      await peer.events.next('subscribed', (context) => context.channel === channel);
      await env.api.publish(channel, { to: channel });
      await peer.events.next('publication', (context) => context.channel === channel);
      assert.deepEqual(peer.received(channel), [{ to: channel }]);
    }
  });

  test('the subscriptions of the connection token carry their data', async (t) => {
    const channel = uniqueChannel();
    const peer = await connectAs(t, wire, env.server, uniqueUser(), { subs: { [channel]: { data: { colour: 'red' } } } });
    const subscribed = await peer.events.next('subscribed', (context) => context.channel === channel);
    assert.deepEqual(peer.decode(subscribed.data), { colour: 'red' });
  });

  test('a user receives what is published to the personal channel, on each connection', async (t) => {
    const user = uniqueUser();
    const channel = `#${user}`;
    const peers = await Promise.all([1, 2].map(() => connectAs(t, wire, env.server, user)));
    await Promise.all(peers.map((peer) => peer.events.next('subscribed', (context) => context.channel === channel)));
    await env.api.publish(channel, 'for you');
    await Promise.all(peers.map((peer) => peer.events.next('publication')));
    assert.deepEqual(peers.map((peer) => peer.received(channel)), [['for you'], ['for you']]);
  });

  test('nobody else may subscribe to a personal channel', async (t) => {
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    const subscription = peer.subscription(`#${uniqueUser()}`);
    subscription.sub.subscribe();
    assert.equal((await subscription.events.next('unsubscribed')).code, 103);
  });

  test('a server-side subscription recovers what was missed while the connection was cut', async (t) => {
    const channel = uniqueChannel();
    const isChannel = (context) => context.channel === channel;
    const proxy = await Proxy.start(env.server.port);
    t.after(() => proxy.close());
    const peer = await new Peer(t, wire, proxy.baseUrl, { token: token({ sub: uniqueUser(), channels: [channel] }) }).connect();
    await env.api.publish(channel, 1);
    await peer.events.next('publication', isChannel);

    proxy.cut();
    await peer.events.next('subscribing', isChannel);
    await env.api.publishAll(channel, [2, 3, 4]);
    proxy.restore();

    const [, resumed] = await peer.events.take('subscribed', 2, isChannel);
    assert.equal(resumed.recovered, true);
    await env.api.publish(channel, 5);
    await peer.events.take('publication', 5, isChannel);
    assert.deepEqual(peer.received(channel), [1, 2, 3, 4, 5]);
  });
}
