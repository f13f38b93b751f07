import assert from 'node:assert/strict';
import { Peer } from '../lib/clients.js';
import { uniqueChannel } from '../lib/names.js';
import { describeServer, test } from '../lib/suite.js';
import { wires } from '../lib/wires.js';

describeServer('restart', (env) => {
  test('clients are told of the shutdown, reconnect when the server is back, and learn that the past is gone', async (t) => {
    const all = await Promise.all(Object.values(wires).map((wire) => begin(t, wire)));

    await env.server.stop();
    await Promise.all(all.map(toldOfShutdown));

    await env.server.run();
    await Promise.all(all.map(backAgain));
  });

  async function begin(t, wire) {
    const peer = await new Peer(t, wire, env.server.baseUrl).connect();
    const subscription = await peer.subscribe(uniqueChannel(), { recoverable: true, positioned: true });
    await env.api.publish(subscription.sub.channel, 'before');
    await subscription.receive(1);
    return { peer, subscription };
  }

  async function toldOfShutdown({ peer }) {
    const [, again] = await peer.events.take('connecting', 2);
    assert.equal(again.code, 3001, peer.wire.name);
    assert.equal(peer.events.all('disconnected').length, 0, peer.wire.name);
  }

  async function backAgain({ peer, subscription }) {
    // A draining server may have taken the client back for a moment; what the new one answers has another epoch.
    const { epoch } = subscription.subscribed.streamPosition;
    const resumed = await subscription.events.next('subscribed', ({ streamPosition }) => streamPosition.epoch !== epoch);
    assert.equal(resumed.wasRecovering, true, peer.wire.name);
    assert.equal(resumed.recovered, false, peer.wire.name);
    await env.api.publish(subscription.sub.channel, 'after');
    assert.deepEqual(await subscription.receive(2), ['before', 'after'], peer.wire.name);
  }
}, { shutdown: { drainSeconds: 1 } });
