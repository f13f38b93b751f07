import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAs } from '../lib/clients.js';
import { eventually } from '../lib/events.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';

export function channelCases(wire, env) {
  const connect = (t, user = uniqueUser(), claims = {}) => connectAs(t, wire, env.server, user, claims);

  test('a subscriber receives what the HTTP API publishes', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    const { offset } = await env.api.publish(subscription.sub.channel, { text: 'hello' }, { tags: { kind: 'greeting' } });

    const publication = await subscription.events.next('publication');
    assert.deepEqual(peer.decode(publication.data), { text: 'hello' });
    assert.equal(publication.channel, subscription.sub.channel);
    assert.equal(publication.offset, offset);
    assert.deepEqual({ ...publication.tags }, { kind: 'greeting' });
    assert.ok(!publication.info);
  });

  test('a subscriber receives what another client publishes, with its publisher', async (t) => {
    const user = uniqueUser();
    const [reader, writer] = await Promise.all([connect(t), connect(t, user, { info: { name: 'Ada' } })]);
    const subscription = await reader.subscribe(uniqueChannel());
    await writer.client.publish(subscription.sub.channel, writer.encode({ text: 'hi' }));

    const publication = await subscription.events.next('publication');
    assert.deepEqual(reader.decode(publication.data), { text: 'hi' });
    assert.equal(publication.info.user, user);
    assert.equal(publication.info.client, writer.connected.client);
    assert.deepEqual(reader.decode(publication.info.connInfo), { name: 'Ada' });
  });

  test('a subscriber publishes and receives its own publication', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel('plain'));
    await subscription.sub.publish(peer.encode([1, 'two', null]));
    assert.deepEqual(await subscription.receive(1), [[1, 'two', null]]);
  });

  test('an ended subscription receives nothing more and can begin again', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel('plain'));
    const { channel } = subscription.sub;
    subscription.sub.unsubscribe();
    assert.equal((await subscription.events.next('unsubscribed')).code, 0);
    await eventually(async () => !(channel in (await env.api.call('channels')).channels), 'the server to know of no subscriber');

    await env.api.publish(channel, 'while away');
    subscription.sub.subscribe();
    await subscription.events.take('subscribed', 2);
    await env.api.publish(channel, 'back');
    assert.deepEqual(await subscription.receive(1), ['back']);
  });

  test('a channel of an unknown namespace is refused with 102', async (t) => {
    const peer = await connect(t);
    const subscription = peer.subscription(uniqueChannel('nosuchnamespace'));
    subscription.sub.subscribe();
    assert.equal((await subscription.events.next('unsubscribed')).code, 102);
    assert.equal(peer.client.state, 'connected');
  });

  test('a channel that is closed to clients is refused with 103', async (t) => {
    const peer = await connect(t);
    const subscription = peer.subscription(uniqueChannel('closed'));
    subscription.sub.subscribe();
    assert.equal((await subscription.events.next('unsubscribed')).code, 103);
  });

  test('publishing, history and presence are refused with 103 where they are closed to clients', async (t) => {
    const peer = await connect(t);
    const channel = uniqueChannel('closed');
    await assert.rejects(peer.client.publish(channel, peer.encode({})), { code: 103 });
    await assert.rejects(peer.client.history(channel, { limit: 1 }), { code: 103 });
    await assert.rejects(peer.client.presence(channel), { code: 103 });
    await assert.rejects(peer.client.presenceStats(channel), { code: 103 });
  });

  test('presence lists the connections of a channel and counts their users', async (t) => {
    const user = uniqueUser();
    const peers = await Promise.all([connect(t, user, { info: { name: 'Ada' } }), connect(t, user), connect(t)]);
    const channel = uniqueChannel();
    const [subscription] = await Promise.all(peers.map((peer) => peer.subscribe(channel)));

    const { clients } = await subscription.sub.presence();
    assert.deepEqual(Object.keys(clients).sort(), peers.map((peer) => peer.connected.client).sort());
    assert.equal(clients[peers[0].connected.client].user, user);
    assert.deepEqual(peers[0].decode(clients[peers[0].connected.client].connInfo), { name: 'Ada' });

    const stats = await subscription.sub.presenceStats();
    assert.equal(stats.numClients, 3);
    assert.equal(stats.numUsers, 2);
  });

  test('a connection that ends is gone from presence', async (t) => {
    const [stays, goes] = await Promise.all([connect(t), connect(t)]);
    const channel = uniqueChannel();
    const [subscription] = await Promise.all([stays.subscribe(channel), goes.subscribe(channel)]);
    goes.client.disconnect();
    await eventually(async () => (await subscription.sub.presenceStats()).numClients === 1, 'one client to be left');
  });

  test('a subscriber that asks for it learns who comes and goes', async (t) => {
    const user = uniqueUser();
    const [watcher, other] = await Promise.all([connect(t), connect(t, user)]);
    const watch = await watcher.subscribe(uniqueChannel(), { joinLeave: true });
    const visit = await other.subscribe(watch.sub.channel);
    const isOther = ({ info }) => info.client === other.connected.client;

    assert.equal((await watch.events.next('join', isOther)).info.user, user);
    assert.equal(watch.events.all('leave').length, 0);
    visit.sub.unsubscribe();
    assert.equal((await watch.events.next('leave', isOther)).info.user, user);
  });

  test('history is read by pages, forwards and backwards', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    await env.api.publishAll(subscription.sub.channel, ['a', 'b', 'c', 'd', 'e']);
    const read = async (options) => {
      const page = await subscription.sub.history(options);
      return { data: page.publications.map((publication) => peer.decode(publication.data)), page };
    };

    const first = await read({ limit: 2 });
    assert.deepEqual(first.data, ['a', 'b']);
    assert.equal(first.page.offset, 5);
    const { epoch } = first.page;
    const [, last] = first.page.publications;
    assert.equal(last.offset, 2);

    assert.deepEqual((await read({ limit: 2, since: { offset: 2, epoch } })).data, ['c', 'd']);
    assert.deepEqual((await read({ limit: 10, since: { offset: 4, epoch } })).data, ['e']);
    assert.deepEqual((await read({ limit: 10, since: { offset: 5, epoch } })).data, []);
    assert.deepEqual((await read({ limit: 2, reverse: true })).data, ['e', 'd']);
    assert.deepEqual((await read({ limit: 2, since: { offset: 4, epoch }, reverse: true })).data, ['c', 'b']);
  });

  test('history without a limit tells the position alone', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    const { offset, epoch } = await env.api.publish(subscription.sub.channel, 'a');
    const page = await subscription.sub.history({});
    assert.deepEqual(page.publications, []);
    assert.deepEqual({ offset: page.offset, epoch: page.epoch }, { offset, epoch });
  });

  test('history since a position of another epoch is refused with 112', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel());
    await env.api.publish(subscription.sub.channel, 'a');
    await assert.rejects(subscription.sub.history({ limit: 1, since: { offset: 1, epoch: 'another' } }), { code: 112 });
  });

  test('history of a channel that keeps none is refused', async (t) => {
    const peer = await connect(t);
    const subscription = await peer.subscribe(uniqueChannel('plain'));
    await assert.rejects(subscription.sub.history({ limit: 1 }), ({ code }) => code === 103 || code === 108);
  });
}
