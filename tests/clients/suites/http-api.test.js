import assert from 'node:assert/strict';
import { Api } from '../lib/api.js';
import { config } from '../lib/config.js';
import { uniqueChannel } from '../lib/names.js';
import { describe, describeServer, test } from '../lib/suite.js';

const UNKNOWN_CHANNEL = 102;
const [allowsAll, allowsPublish] = config.api.keys.map(({ key }) => key);

describeServer('HTTP API', (env) => {
  describe('keys and bodies', { concurrency: true }, () => {
    test('a request without a key, or with another, is answered 401', async () => {
      const body = JSON.stringify({ channel: uniqueChannel(), data: 1 });
      for (const headers of [{}, { 'X-API-Key': 'another' }, { Authorization: 'apikey another' }, { Authorization: `Bearer ${allowsAll}` }]) {
        assert.equal((await env.api.post('/api/publish', body, headers)).status, 401);
      }
    });

    test('the key may come as Authorization: apikey', async () => {
      const body = JSON.stringify({ channel: uniqueChannel(), data: 1 });
      const response = await env.api.post('/api/publish', body, { Authorization: `apikey ${allowsAll}` });
      assert.equal(response.status, 200);
      assert.ok((await response.json()).result);
    });

    test('a key that is restricted to methods allows these alone', async () => {
      const restricted = new Api(env.server.baseUrl, allowsPublish);
      const channel = uniqueChannel();
      assert.ok((await restricted.ask('publish', { channel, data: 1 })).result);
      assert.equal((await restricted.ask('history', { channel, limit: 1 })).error.code, 103);
      const { replies } = await batch(restricted, [{ publish: { channel, data: 2 } }, { history: { channel, limit: 1 } }]);
      assert.ok(replies === undefined || replies[1].error, 'a batch must not get round the restriction');
    });

    test('a body that is no JSON is answered 400', async () => {
      for (const body of ['', '{', 'channel=a', '{"channel":"a","data":1}}', '[]']) {
        assert.equal((await env.api.post('/api/publish', body)).status, 400, body);
      }
    });

    test('answers are JSON', async () => {
      const response = await env.api.post('/api/info', '{}');
      assert.match(response.headers.get('content-type'), /^application\/json/);
    });
  });

  describe('batch', { concurrency: true }, () => {
    for (const parallel of [false, true]) {
      test(`answers each command in its place (${parallel ? 'parallel' : 'serial'})`, async () => {
        const channels = [uniqueChannel(), uniqueChannel()];
        const { replies } = await batch(env.api, [
          { publish: { channel: channels[0], data: 1 } },
          { publish: { channel: uniqueChannel('nosuchnamespace'), data: 1 } },
          { broadcast: { channels, data: 2 } },
          { presence_stats: { channel: channels[0] } },
        ], parallel);
        assert.equal(replies.length, 4);
        assert.equal(typeof replies[0].publish.offset, 'number');
        assert.equal(replies[1].error.code, UNKNOWN_CHANNEL);
        assert.equal(replies[2].broadcast.responses.length, 2);
        assert.equal(replies[3].presence_stats.num_clients ?? 0, 0);
      });
    }

    test('runs serial commands in order', async () => {
      const channel = uniqueChannel();
      const numbers = Array.from({ length: 100 }, (_, index) => index);
      await batch(env.api, numbers.map((data) => ({ publish: { channel, data } })));
      assert.deepEqual(await env.api.dataOf(channel), numbers);
    });
  });

  describe('lines of method and params', { concurrency: true }, () => {
    test('each line is answered in its place', async () => {
      const channel = uniqueChannel();
      const lines = [
        { method: 'publish', params: { channel, data: { text: 'a' } } },
        { method: 'publish', params: { channel: uniqueChannel('nosuchnamespace'), data: 1 } },
        { method: 'history', params: { channel, limit: 10 } },
      ];
      const response = await env.api.post('/api', lines.map((line) => JSON.stringify(line)).join('\n'));
      assert.equal(response.status, 200);
      const replies = (await response.text()).trim().split('\n').map((line) => JSON.parse(line));
      assert.equal(replies.length, 3);
      assert.equal(replies[0].result.offset, 1);
      assert.equal(replies[1].error.code, UNKNOWN_CHANNEL);
      assert.deepEqual(replies[2].result.publications.map(({ data }) => data), [{ text: 'a' }]);
    });

    test('a single command, 401 without a key, 400 for no JSON', async () => {
      const line = JSON.stringify({ method: 'info', params: {} });
      const response = await env.api.post('/api', line);
      assert.equal((await response.json()).result.nodes.length, 1);
      assert.equal((await env.api.post('/api', line, {})).status, 401);
      assert.equal((await env.api.post('/api', 'info')).status, 400);
    });
  });
});

// Existing API clients look for the replies at the top, without a result around them.
function batch(api, commands, parallel = false) {
  return api.ask('batch', { commands, parallel });
}
