import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Peer } from '../lib/clients.js';
import { uniqueChannel } from '../lib/names.js';
import { Server } from '../lib/server.js';
import { wires } from '../lib/wires.js';

describe('restart', () => {
  let server;
  before(async () => {
    server = await Server.start({ shutdown: { drainSeconds: 1 } });
  });
  after(() => server?.stop());

  test('clients are told of the shutdown, reconnect when the server is back, and learn that the past is gone', async (t) => {
    const all = await Promise.all(Object.values(wires).map((wire) => begin(t, wire)));

    await server.stop();
    await Promise.all(all.map(toldOfShutdown));

    await server.run();
    await Promise.all(all.map(backAgain));
  });

  async function begin(t, wire) {
    const peer = await new Peer(t, wire, server.baseUrl).connect();
    const subscription = await peer.subscribe(uniqueChannel(), { recoverable: true, positioned: true });
    await server.api.publish(subscription.sub.channel, 'before');
    await subscription.receive(1);
    return { peer, subscription };
  }

  async function toldOfShutdown({ peer }) {
    const [, again] = await peer.events.take('connecting', 2);
    assert.equal(again.code, 3001, peer.wire.name);
    assert.equal(peer.events.all('disconnected').length, 0, peer.wire.name);
  }

  async function backAgain({ peer, subscription }) {
    const [, resumed] = await subscription.events.take('subscribed', 2);
    assert.equal(resumed.wasRecovering, true, peer.wire.name);
    assert.equal(resumed.recovered, false, peer.wire.name);
    await server.api.publish(subscription.sub.channel, 'after');
    assert.deepEqual(await subscription.receive(2), ['before', 'after'], peer.wire.name);
  }
});
