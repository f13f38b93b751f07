import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAs, Peer } from '../lib/clients.js';
import { config } from '../lib/config.js';
import { Recorder } from '../lib/events.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { secondsFromNow, token } from '../lib/tokens.js';

const SHORT_LIFE = 4;
const FORGERS_SECRET = 'another secret that is just as long as the right one';

/** A getToken function that tells when it was called. Its first tokens live for a few seconds, later ones for long. */
function tokenSource(claims, shortLived) {
  const calls = new Recorder();
  const getToken = async () => {
    calls.add('call', { second: Date.now() / 1000 });
    const lifetime = calls.all('call').length <= shortLived ? SHORT_LIFE : 3600;
    return token({ ...claims, exp: secondsFromNow(lifetime) });
  };
  return { calls, getToken };
}

export function tokenCases(wire, env) {
  test('an invalid connection token ends the connection for good with 3500', async (t) => {
    const forged = token({ sub: uniqueUser() }, FORGERS_SECRET);
    const peer = new Peer(t, wire, env.server.baseUrl, { token: forged });
    peer.client.connect();
    assert.equal((await peer.events.next('disconnected')).code, 3500);
    assert.equal(peer.events.all('connecting').length, 1);
  });

  test('a client with an expired token gets a new one and connects', async (t) => {
    const user = uniqueUser();
    const source = tokenSource({ sub: user }, 0);
    const expired = token({ sub: user, exp: secondsFromNow(-60) });
    const peer = await new Peer(t, wire, env.server.baseUrl, { token: expired, getToken: source.getToken }).connect();
    assert.equal(source.calls.all('call').length, 1);
    assert.equal(peer.client.state, 'connected');
  });

  test('a connection is refreshed before its token expires, without reconnecting', async (t) => {
    const user = uniqueUser();
    const source = tokenSource({ sub: user }, 2);
    const peer = await new Peer(t, wire, env.server.baseUrl, { getToken: source.getToken }).connect();
    // The third call comes of the answer to the second token, which therefore was accepted.
    await source.calls.take('call', 3);

    await env.api.publish(`#${user}`, 'still here');
    await peer.events.next('publication');
    assert.equal(peer.events.all('connected').length, 1);
    assert.equal(peer.events.all('disconnected').length, 0);
  });

  test('a refresh with an invalid token ends the connection for good', async (t) => {
    const user = uniqueUser();
    const peer = await connectAs(t, wire, env.server, user, { exp: secondsFromNow(SHORT_LIFE) }, { getToken: async () => 'no token' });
    const { code } = await peer.events.next('disconnected');
    assert.equal(code, 3500);
    assert.equal(peer.events.all('connected').length, 1);
  });

  test('a refresh with an expired token brings the client back with a new one', async (t) => {
    const user = uniqueUser();
    const lifetimes = [-60];
    const getToken = async () => token({ sub: user, exp: secondsFromNow(lifetimes.shift() ?? 3600) });
    const peer = await connectAs(t, wire, env.server, user, { exp: secondsFromNow(SHORT_LIFE) }, { getToken });
    await peer.events.take('connected', 2);
    assert.equal(peer.events.all('connecting')[1].code, 3005);
    assert.equal(peer.events.all('disconnected').length, 0);
  });

  test('a subscription refresh with an expired token makes the client subscribe again with a new one', async (t) => {
    const user = uniqueUser();
    const channel = uniqueChannel('closed');
    const lifetimes = [SHORT_LIFE, -60];
    const getToken = async () => token({ sub: user, channel, exp: secondsFromNow(lifetimes.shift() ?? 3600) });
    const peer = await connectAs(t, wire, env.server, user);
    const subscription = await peer.subscribe(channel, { getToken });
    await subscription.events.take('subscribed', 2);
    assert.equal(subscription.events.all('subscribing')[1].code, 2501);
    assert.equal(subscription.events.all('unsubscribed').length, 0);
    await env.api.publish(channel, 'still here');
    assert.deepEqual(await subscription.receive(1), ['still here']);
  });

  test('a refresh with a token that names other channels begins and ends subscriptions', async (t) => {
    const user = uniqueUser();
    const [old, kept, added] = [uniqueChannel(), uniqueChannel(), uniqueChannel()];
    const getToken = async () => token({ sub: user, channels: [kept, added], exp: secondsFromNow(3600) });
    const peer = await connectAs(t, wire, env.server, user, { channels: [old, kept], exp: secondsFromNow(SHORT_LIFE) }, { getToken });
    await peer.events.next('unsubscribed', (context) => context.channel === old);
    await peer.events.next('subscribed', (context) => context.channel === added);
    for (const channel of [old, kept, added]) {
      await env.api.publish(channel, 'news');
    }
    await peer.events.take('publication', 2);
    assert.deepEqual([peer.received(old), peer.received(kept), peer.received(added)], [[], ['news'], ['news']]);
    assert.equal(peer.events.all('connected').length, 1);
  });

  test('a subscription token opens a channel that is closed otherwise', async (t) => {
    const user = uniqueUser();
    const channel = uniqueChannel('closed');
    const peer = await connectAs(t, wire, env.server, user);
    const subscription = await peer.subscribe(channel, { getToken: async (context) => token({ sub: user, channel: context.channel }) });
    await env.api.publish(channel, 'secret');
    assert.deepEqual(await subscription.receive(1), ['secret']);
  });

  test('a forged subscription token is refused with 103', async (t) => {
    const user = uniqueUser();
    const channel = uniqueChannel('closed');
    const peer = await connectAs(t, wire, env.server, user);
    const subscription = peer.subscription(channel, { token: token({ sub: user, channel }, FORGERS_SECRET) });
    subscription.sub.subscribe();
    assert.equal((await subscription.events.next('unsubscribed')).code, 103);
    assert.equal(peer.client.state, 'connected');
  });

  for (const field of ['user', 'channel']) {
    test(`a good subscription token of another ${field} ends the connection for good with 3500`, async (t) => {
      const user = uniqueUser();
      const channel = uniqueChannel('closed');
      const claims = { user: { sub: uniqueUser(), channel }, channel: { sub: user, channel: uniqueChannel('closed') } };
      const peer = await connectAs(t, wire, env.server, user);
      peer.subscription(channel, { token: token(claims[field]) }).sub.subscribe();
      assert.equal((await peer.events.next('disconnected')).code, 3500);
    });
  }

  test('a subscription is refreshed before its token expires; one with expire_at 0 never expires', async (t) => {
    const user = uniqueUser();
    const peer = await connectAs(t, wire, env.server, user);
    const [expiring, lasting] = [uniqueChannel('closed'), uniqueChannel('closed')];
    const source = tokenSource({ sub: user, channel: expiring }, Infinity);
    const exp = secondsFromNow(SHORT_LIFE);

    const forever = await peer.subscribe(lasting, { token: token({ sub: user, channel: lasting, exp, expire_at: 0 }) });
    const refreshed = await peer.subscribe(expiring, { getToken: source.getToken });
    await source.calls.next('call', ({ second }) => second > exp + config.connections.expiryGraceSeconds);

    for (const subscription of [forever, refreshed]) {
      await env.api.publish(subscription.sub.channel, 'still here');
      assert.deepEqual(await subscription.receive(1), ['still here']);
      assert.equal(subscription.events.all('subscribed').length, 1);
      assert.equal(subscription.events.all('error').length, 0);
    }
  });
}
