import assert from 'node:assert/strict';
import { requestHead, webSocketHeaders } from '../lib/http.js';
import { uniqueUser } from '../lib/names.js';
import { describeServer, test } from '../lib/suite.js';
import { token } from '../lib/tokens.js';

const ALLOWED = ['https://app.example.com', 'https://sub.example.org'];
const FOREIGN = [
  'https://evil.example', 'https://app.example.com.evil.example', 'http://app.example.com', 'https://app.example.com:8443', 'https://example.org', 'null',
];

const json = { 'Content-Type': 'application/json' };
const connectRequest = () => ({ token: token({ sub: uniqueUser() }) });
const connectCommand = () => JSON.stringify({ id: 1, connect: connectRequest() });
const query = (value) => `?cf_connect=${encodeURIComponent(value)}`;

const ENDPOINTS = [
  { name: 'websocket', accepts: 101, make: () => ['/connection/websocket', { headers: webSocketHeaders }] },
  { name: 'sse', accepts: 200, make: () => [`/connection/sse${query(connectCommand())}`] },
  { name: 'http_stream', accepts: 200, make: () => ['/connection/http_stream', { method: 'POST', headers: json, body: connectCommand() }] },
  { name: 'uni_sse', accepts: 200, make: () => [`/connection/uni_sse${query(JSON.stringify(connectRequest()))}`] },
  {
    name: 'emulation',
    accepts: 404,
    make: () => ['/emulation', { method: 'POST', headers: json, body: JSON.stringify({ session: 'none', node: 'none', data: '{}' }) }],
  },
];

describeServer('origins', (env) => {
  const ask = (endpoint, origin) => {
    const [path, options = {}] = endpoint.make();
    const headers = { ...options.headers, ...(origin ? { Origin: origin } : {}) };
    return requestHead(env.server.baseUrl + path, { ...options, headers });
  };

  for (const endpoint of ENDPOINTS) {
    test(`${endpoint.name}: a foreign origin is refused`, async () => {
      for (const origin of FOREIGN) {
        const { status, headers } = await ask(endpoint, origin);
        assert.equal(status, 403, origin);
        assert.equal(headers['access-control-allow-origin'], undefined);
      }
    });

    test(`${endpoint.name}: the server's own origin and none at all pass`, async () => {
      assert.equal((await ask(endpoint, env.server.baseUrl)).status, endpoint.accepts);
      assert.equal((await ask(endpoint)).status, endpoint.accepts);
    });

    test(`${endpoint.name}: an allowed origin passes`, async () => {
      for (const origin of ALLOWED) {
        const { status, headers } = await ask(endpoint, origin);
        assert.equal(status, endpoint.accepts, origin);
        if (endpoint.name !== 'websocket') {
          assert.equal(headers['access-control-allow-origin'], origin);
          assert.match(headers.vary ?? '', /origin/i);
        }
      }
    });
  }

  for (const path of ['/emulation', '/connection/http_stream']) {
    const preflight = (origin) => requestHead(env.server.baseUrl + path, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
    });

    test(`${path}: a pre-flight request of an allowed origin is answered`, async () => {
      const { status, headers } = await preflight(ALLOWED[0]);
      assert.ok(status === 200 || status === 204, `answered ${status}`);
      assert.equal(headers['access-control-allow-origin'], ALLOWED[0]);
      assert.match(headers['access-control-allow-methods'], /POST/);
      assert.match(headers['access-control-allow-headers'], /content-type/i);
    });

    test(`${path}: a pre-flight request of a foreign origin is not answered with permission`, async () => {
      const { headers } = await preflight(FOREIGN[0]);
      assert.equal(headers['access-control-allow-origin'], undefined);
    });
  }
});
