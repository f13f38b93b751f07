import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAs, Peer } from '../lib/clients.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';

const BATCH = 50;

export function connectionCases(wire, env) {
  test('connects and disconnects', async (t) => {
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    assert.equal(peer.client.state, 'connected');
    assert.equal(peer.connected.transport, wire.transport);
    assert.ok(peer.connected.client);

    peer.client.disconnect();
    assert.equal((await peer.events.next('disconnected')).code, 0);
  });

  test('connects again after a disconnect, as a new connection', async (t) => {
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    peer.client.disconnect();
    peer.client.connect();
    const [first, second] = await peer.events.take('connected', 2);
    assert.notEqual(second.client, first.client);
  });

  test('connects without a token where anonymous connections are allowed', async (t) => {
    const peer = await new Peer(t, wire, env.server.baseUrl).connect();
    const subscription = await peer.subscribe(uniqueChannel());
    const { presence } = await env.api.call('presence', { channel: subscription.sub.channel });
    assert.equal(presence[peer.connected.client].user ?? '', '');
  });

  test('an rpc to a method that nothing serves is answered 104', async (t) => {
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    await assert.rejects(peer.client.rpc('nosuchmethod', peer.encode({})), { code: 104 });
  });

  test('an rpc before the connection is made is answered after it', async (t) => {
    const peer = new Peer(t, wire, env.server.baseUrl);
    const answer = assert.rejects(peer.client.rpc('nosuchmethod', peer.encode({})), { code: 104 });
    await peer.connect();
    await answer;
  });

  test('a message that nothing handles leaves the connection as it is', async (t) => {
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    await peer.client.send(peer.encode({ hello: 'server' }));
    await assert.rejects(peer.client.rpc('nosuchmethod', peer.encode({})), { code: 104 });
    assert.equal(peer.events.all('connecting').length, 1);
    assert.equal(peer.client.state, 'connected');
  });

  test('a batch of publish commands is answered and delivered in order', async (t) => {
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    const subscription = await peer.subscribe(uniqueChannel());
    const numbers = Array.from({ length: BATCH }, (_, index) => index);

    peer.client.startBatching();
    const answers = numbers.map((number) => peer.client.publish(subscription.sub.channel, peer.encode({ number })));
    peer.client.stopBatching();

    await Promise.all(answers);
    assert.deepEqual(await subscription.receive(BATCH), numbers.map((number) => ({ number })));
  });

  test('a batch of subscribe commands is answered', async (t) => {
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    peer.client.startBatching();
    const subscribed = Array.from({ length: BATCH }, () => peer.subscribe(uniqueChannel()));
    peer.client.stopBatching();

    const subscriptions = await Promise.all(subscribed);
    assert.ok(subscriptions.every(({ sub }) => sub.state === 'subscribed'));
  });
}
