import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { connectAs } from '../lib/clients.js';
import { within } from '../lib/events.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { clients } from '../lib/socketio.js';
import { EventReader } from '../lib/sse.js';
import { describeServer, test } from '../lib/suite.js';
import { token } from '../lib/tokens.js';
import { wires } from '../lib/wires.js';

// A program of its own, which suites/tls.test.js runs.
const [certificate, key, ca, takeUpgrades] = process.argv.slice(2);
const run = promisify(execFile);
const once = (socket, name) => within(new Promise((resolve) => socket.once(name, resolve)), () => name);
const WAYS = { polling: ['polling'], websocket: ['websocket'], upgrade: ['polling', 'websocket'] };

describeServer('over TLS', (env) => {
  for (const wire of Object.values(wires)) {
    test(`centrifuge, ${wire.name}`, async (t) => {
      const peer = await connectAs(t, wire, env.server, uniqueUser());
      const channel = uniqueChannel();
      const subscription = await peer.subscribe(channel);
      await env.api.publish(channel, { hello: 'wörld' });
      assert.deepEqual(await subscription.receive(1), [{ hello: 'wörld' }]);
    });
  }

  for (const [version, io] of Object.entries(clients)) {
    for (const [way, transports] of Object.entries(WAYS)) {
      test(`socket.io-client ${version}, ${way}`, async (t) => {
        const credential = { token: token({ sub: uniqueUser() }) };
        const socket = io(env.server.baseUrl, { transports, forceNew: true, auth: credential, query: credential });
        t.after(() => socket.close());
        await once(socket, 'connect');
        const channel = uniqueChannel();
        await within(new Promise((resolve) => socket.emit('subscribe', { channel }, resolve)), () => 'the subscription');
        const publication = once(socket, 'publication');
        await env.api.publish(channel, 'hello');
        assert.equal((await publication).data, 'hello');
      });
    }
  }

  test('one-way SSE', async (t) => {
    const channel = uniqueChannel();
    const request = { token: token({ sub: uniqueUser(), channels: [channel] }) };
    const reader = await EventReader.open(t, `${env.server.baseUrl}/connection/uni_sse?cf_connect=${encodeURIComponent(JSON.stringify(request))}`);
    await reader.events.next('event', ({ data }) => data.connect);
    await env.api.publish(channel, 'hello');
    assert.equal((await reader.events.next('event', ({ data }) => data.pub)).data.pub.data, 'hello');
  });

  for (const version of ['--http1.1', '--http2']) {
    test(`curl ${version}`, async () => {
      const body = JSON.stringify({ channel: uniqueChannel(), data: 1 });
      const { stdout } = await run('curl', [
        '--silent', '--show-error', '--cacert', ca, version, '--tlsv1.2', '--header', `X-API-Key: ${env.api.key}`, '--data', body,
        '--write-out', '%{http_version}', `${env.server.baseUrl}/api/publish`,
      ]);
      assert.match(stdout, /^\{"result":\{"offset":1,.*\}\}\n(1\.1|2)$/);
      assert.ok(version.startsWith(`--http${stdout.split('\n').at(-1)}`), stdout);
    });
  }
}, { tls: { certificates: [{ file: certificate, keyFile: key }] }, listener: { takeUpgrades: takeUpgrades === 'true' } });
