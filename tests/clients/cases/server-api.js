import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAs } from '../lib/clients.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';

export function serverApiCases(wire, env) {
  const connect = async (t) => {
    const user = uniqueUser();
    return { user, peer: await connectAs(t, wire, env.server, user) };
  };

  test('disconnect ends the connection for good with 3503', async (t) => {
    const { user, peer } = await connect(t);
    await env.api.call('disconnect', { user });
    assert.equal((await peer.events.next('disconnected')).code, 3503);
    assert.equal(peer.events.all('connecting').length, 1);
  });

  test('disconnect with a code of one\'s own that asks for it makes the client reconnect', async (t) => {
    const { user, peer } = await connect(t);
    await env.api.call('disconnect', { user, disconnect: { code: 4000, reason: 'come again' } });
    const [, again] = await peer.events.take('connecting', 2);
    assert.equal(again.code, 4000);
    assert.equal(again.reason, 'come again');
    await peer.events.take('connected', 2);
  });

  test('disconnect with a final code of one\'s own ends the connection for good', async (t) => {
    const { user, peer } = await connect(t);
    await env.api.call('disconnect', { user, disconnect: { code: 4500, reason: 'enough' } });
    const ended = await peer.events.next('disconnected');
    assert.equal(ended.code, 4500);
    assert.equal(ended.reason, 'enough');
  });

  test('disconnect can be meant for one client, or for all but some', async (t) => {
    const user = uniqueUser();
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => connectAs(t, wire, env.server, user)));
    await env.api.call('disconnect', { user, client: first.connected.client });
    await first.events.next('disconnected');
    await env.api.call('disconnect', { user, whitelist: [second.connected.client] });
    await third.events.next('disconnected');

    await env.api.publish(`#${user}`, 'who is left?');
    await second.events.next('publication');
    assert.equal(second.client.state, 'connected');
  });

  test('unsubscribe ends a subscription with 2000', async (t) => {
    const { user, peer } = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    await env.api.call('unsubscribe', { user, channel: subscription.sub.channel });
    assert.equal((await subscription.events.next('unsubscribed')).code, 2000);
    assert.equal(peer.client.state, 'connected');
  });

  test('subscribe makes a server-side subscription, unsubscribe ends it', async (t) => {
    const { user, peer } = await connect(t);
    const channel = uniqueChannel();
    const isChannel = (context) => context.channel === channel;
    await env.api.call('subscribe', { user, channel, data: { by: 'the server' } });
    const subscribed = await peer.events.next('subscribed', isChannel);
    assert.deepEqual(peer.decode(subscribed.data), { by: 'the server' });

    await env.api.publish(channel, 'hello');
    await peer.events.next('publication', isChannel);
    assert.deepEqual(peer.received(channel), ['hello']);

    await env.api.call('unsubscribe', { user, channel });
    await peer.events.next('unsubscribed', isChannel);
  });

  test('refresh can declare a connection expired, so that it reconnects', async (t) => {
    const { user, peer } = await connect(t);
    await env.api.call('refresh', { user, expired: true });
    const [, again] = await peer.events.take('connecting', 2);
    assert.equal(again.code, 3005);
    await peer.events.take('connected', 2);
  });

  test('refresh with a new time of expiry leaves the connection as it is', async (t) => {
    const { user, peer } = await connect(t);
    await env.api.call('refresh', { user, expire_at: Math.floor(Date.now() / 1000) + 3600 });
    await env.api.publish(`#${user}`, 'still here');
    await peer.events.next('publication');
    assert.equal(peer.events.all('connecting').length, 1);
  });
}
