import assert from 'node:assert/strict';
import { Peer } from '../lib/clients.js';
import { Recorder } from '../lib/events.js';
import { uniqueChannel } from '../lib/names.js';
import { describeServer, test } from '../lib/suite.js';
import { wires } from '../lib/wires.js';

// With the second, the time to answer the first is over.
const PINGS = 2;

const QUICK_PINGS = { connections: { allowAnonymous: true, pingIntervalSeconds: 6, pongTimeoutSeconds: 5 } };

describeServer('heartbeat', (env) => {
  for (const wire of Object.values(wires)) {
    test(`${wire.name}: a client that answers pings stays connected`, async (t) => {
      const peer = new Peer(t, wire, env.server.baseUrl);
      const pings = recordPings(peer.client);
      await peer.connect();
      const subscription = await peer.subscribe(uniqueChannel());
      await pings.take('ping', PINGS);

      await env.api.publish(subscription.sub.channel, 'still here');
      assert.deepEqual(await subscription.receive(1), ['still here']);
      assert.equal(peer.events.all('connecting').length, 1);
      assert.equal(peer.events.all('disconnected').length, 0);
    });
  }
}, QUICK_PINGS);

// The client library tells nobody of the server's pings.
function recordPings(client) {
  const pings = new Recorder();
  const handle = client._handleServerPing.bind(client);
  client._handleServerPing = (next) => {
    handle(next);
    pings.add('ping', {});
  };
  return pings;
}
