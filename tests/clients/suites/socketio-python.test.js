import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { missing, run } from '../lib/python.js';
import { Sample } from '../lib/sample.js';
import { describeServer, test } from '../lib/suite.js';
import { token } from '../lib/tokens.js';

const WAYS = ['polling', 'websocket', 'upgrade'];
const transportOf = (way) => (way === 'polling' ? 'polling' : 'websocket');

for (const way of WAYS) {
  describeServer(`python-socketio in the hub, ${way}`, (env) => {
    test('subscribes, publishes, receives, serves and calls', { skip: missing }, async () => {
      const told = await run('hub_member.py', env.server.baseUrl, token({ sub: 'ann' }), way);
      assert.deepEqual(told, {
        transport: transportOf(way),
        recoverable: true,
        published: {},
        publication: ['chat:python', { hello: 'wörld' }, 1],
        event: [1, 2],
        history: [{ hello: 'wörld' }, [1, 2]],
        refused: 103,
        serve: {},
        call: { data: 42 },
      });
    });
  });
}

describe('python-socketio with a C# server', { concurrency: WAYS.length }, () => {
  let sample;
  before(async () => {
    sample = await Sample.start('--maxPayloadBytes', '4000000', '--pingMilliseconds', '5000');
  });
  after(() => sample?.stop());

  for (const way of WAYS) {
    test(`text, bytes, acknowledgements and namespaces, ${way}`, { skip: missing }, async () => {
      const told = await run('echo.py', sample.baseUrl, way);
      assert.deepEqual(told, {
        transport: transportOf(way),
        auth: [{ name: 'ann' }, { name: 'ann' }],
        message: ['héllo', true, true],
        ack: true,
        'large text': true,
        'large bytes': true,
      });
    });
  }
});
