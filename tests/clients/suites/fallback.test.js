import assert from 'node:assert/strict';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';
import { Recorder } from '../lib/events.js';
import { uniqueUser } from '../lib/names.js';
import { EventReader } from '../lib/sse.js';
import { describeServer, test } from '../lib/suite.js';
import { token } from '../lib/tokens.js';

describeServer('where WebSocket is blocked', (env) => {
  test('the client falls back to http_stream by itself', async (t) => {
    const { baseUrl } = env.server;
    const client = new Centrifuge([
      { transport: 'websocket', endpoint: `${baseUrl.replace('http', 'ws')}/blocked` },
      { transport: 'http_stream', endpoint: `${baseUrl}/connection/http_stream` },
    ], { websocket: WebSocket, emulationEndpoint: `${baseUrl}/emulation`, token: token({ sub: uniqueUser() }) });
    t.after(() => client.disconnect());
    const events = new Recorder().listen(client, ['connected']);
    client.connect();
    assert.equal((await events.next('connected')).transport, 'http_stream');
    await assert.rejects(client.rpc('nosuchmethod', {}), { code: 104 });
  });

  test('commands go to /emulation: 204 when taken, 404 for a node that is not there', async (t) => {
    const command = JSON.stringify({ id: 1, connect: { token: token({ sub: uniqueUser() }) } });
    const reader = await EventReader.open(t, `${env.server.baseUrl}/connection/sse?cf_connect=${encodeURIComponent(command)}`);
    const { session, node } = (await reader.events.next('event')).data.connect;
    const post = (body) => env.api.post('/emulation', JSON.stringify(body), {});
    const data = [{ id: 2, rpc: { method: 'nosuchmethod' } }, { id: 3, rpc: { method: 'nosuchmethod' } }].map((rpc) => JSON.stringify(rpc)).join('\n');

    assert.equal((await post({ session, node, data })).status, 204);
    for (const id of [2, 3]) {
      assert.equal((await reader.events.next('event', (event) => event.data.id === id)).data.error.code, 104);
    }
    assert.equal((await post({ session, node: 'another', data })).status, 404);
  });
});
