import assert from 'node:assert/strict';
import http from 'node:http';
import { once } from 'node:events';
import { Api } from '../lib/api.js';
import { eventually } from '../lib/events.js';
import { Server } from '../lib/server.js';
import { describeServer, test } from '../lib/suite.js';

const CONFIGURATION = {
  api: { keys: [{ name: 'app', key: 'development' }, { name: 'half', key: 'half', methods: ['publish', 'append'] }], maxBodyBytes: 2000 },
  namespaces: {
    answers: { mutable: true, historySize: 1000, mutableBytes: 300_000 },
    brief: { mutable: true, historySize: 1000, appendTimeoutSeconds: 1 },
    small: { mutable: true, historySize: 1000, mutableBytes: 50 },
    plain: { historySize: 10 },
  },
};

describeServer('a body that is appended while it arrives', (env) => {
  test('is there piece by piece, and ends with the body', async () => {
    const request = begin(env, 'answers:1', 'a');
    request.write('Hello');
    await eventually(async () => (await find(env, 'answers:1'))?.data === 'Hello', 'the first piece');
    assert.equal((await find(env, 'answers:1')).tags.state, 'open');
    const bytes = Buffer.from(', wörld 😀');
    for (const byte of bytes) request.write(Buffer.of(byte));
    request.end();

    const { result } = await answerOf(request);
    assert.equal(result.id, 'a');
    assert.deepEqual([(await find(env, 'answers:1')).data, (await find(env, 'answers:1')).tags.state], ['Hello, wörld 😀', 'ended']);
    assert.equal(result.offset, (await api(env).call('history', { channel: 'answers:1', limit: 0 })).offset);
  });

  test('makes arrays of lines', async () => {
    const request = begin(env, 'answers:2', '', 'application/x-ndjson');
    request.write('{"n":1}\n\n[2,');
    request.write('3]\r\n');
    request.end('"last"');

    const { result } = await answerOf(request);
    assert.deepEqual((await find(env, 'answers:2')).data, [{ n: 1 }, [2, 3], 'last']);
    assert.equal((await find(env, 'answers:2')).tags.id, result.id);
  });

  test('takes lines of any text, however fast they come', async () => {
    const numbers = Array.from({ length: 30_000 }, (_, i) => i);
    const fast = begin(env, 'answers:7', 'fast', 'application/x-ndjson');
    fast.end(numbers.join('\n'));
    assert.equal((await answerOf(fast)).error, undefined);
    assert.deepEqual((await find(env, 'answers:7')).data, numbers);

    const words = Array.from({ length: 1100 }, () => '漢字'.repeat(15));
    const wide = begin(env, 'answers:8', 'wide', 'application/x-ndjson');
    wide.end(`\uFEFF${words.map((word) => JSON.stringify(word)).join('\n')}`);
    assert.equal((await answerOf(wide)).error, undefined);
    assert.deepEqual((await find(env, 'answers:8')).data, words);
  });

  test('keeps the good lines in front of one that is not', async () => {
    const line = begin(env, 'answers:9', 'a', 'application/x-ndjson');
    line.end('{"a":1}\n{bad\n2\n');
    const { error } = await answerOf(line);
    assert.deepEqual([error.code, /line 2/.test(error.message)], [107, true]);
    const whole = await find(env, 'answers:9');
    assert.deepEqual([whole.data, whole.tags.state], [[{ a: 1 }], 'broken']);

    const long = begin(env, 'answers:9', 'b', 'application/x-ndjson');
    long.end(`"${'x'.repeat(70_000)}"`);
    assert.deepEqual((await answerOf(long)).error.details, { reason: 'maxPayloadBytes', field: 'body', limit: 65_534 });
  });

  test('begins nothing that its key could not end', async () => {
    const request = begin(env, 'answers:10', 'a', 'text/plain', 'half');
    request.end('x');
    assert.equal((await answerOf(request)).error.code, 103);
    assert.equal(await find(env, 'answers:10'), undefined);
    const latin = begin(env, 'answers:10', 'b', 'text/plain; charset=iso-8859-1');
    latin.end('x');
    assert.equal((await once(latin, 'response'))[0].statusCode, 415);
  });

  test('is given up where nothing comes', async () => {
    const request = begin(env, 'brief:1', 'a');
    request.write('half');
    const { error } = await answerOf(request);
    assert.deepEqual([error.code, error.details.reason], [107, 'appendTimeoutSeconds']);
    assert.equal((await find(env, 'brief:1')).tags.state, 'broken');
    request.destroy();
  });

  test('is bounded by the publication alone', async () => {
    const text = 'x'.repeat(299_000);
    const long = begin(env, 'answers:3', 'long');
    long.end(text);
    assert.equal((await answerOf(long)).error, undefined);
    assert.equal((await find(env, 'answers:3')).data, text);

    const small = begin(env, 'small:1', 'long');
    small.end(text);
    assert.deepEqual((await answerOf(small)).error.details, { reason: 'mutableBytes', field: 'data', limit: 50 });
    assert.equal((await find(env, 'small:1')).tags.state, 'broken');
  });

  test('is refused with the reason', async () => {
    const line = begin(env, 'answers:4', 'a', 'application/x-ndjson');
    line.end('1\n{oops\n');
    const { error } = await answerOf(line);
    assert.deepEqual([error.code, /line 2/.test(error.message)], [107, true]);
    const plain = begin(env, 'plain:1', 'a');
    plain.end('x');
    assert.equal((await answerOf(plain)).error.code, 108);
    const type = begin(env, 'answers:4', 'b', 'text/html');
    type.end('x');
    assert.equal((await once(type, 'response'))[0].statusCode, 415);
    const key = begin(env, 'answers:4', 'b', 'text/plain', 'wrong');
    key.end('x');
    assert.equal((await once(key, 'response'))[0].statusCode, 401);
  });

  test('that is aborted leaves a broken publication', async () => {
    const request = begin(env, 'answers:5', 'a');
    request.on('error', () => {});
    request.write('half');
    await eventually(async () => (await find(env, 'answers:5'))?.data === 'half', 'the first piece');
    request.destroy();

    await eventually(async () => (await find(env, 'answers:5')).tags.state === 'broken', 'the end');
    assert.equal((await find(env, 'answers:5')).data, 'half');
  });

  test('goes on with a publication that is there', async () => {
    await api(env).call('publish', { channel: 'answers:6', id: 'a', data: 'One' });
    const request = begin(env, 'answers:6', 'a');
    request.end(', two');
    assert.equal((await answerOf(request)).result.id, 'a');
    assert.equal((await find(env, 'answers:6')).data, 'One, two');
  });
}, CONFIGURATION);

test('a server that stops answers, and leaves a broken publication', async (t) => {
  const server = await Server.start(CONFIGURATION);
  t.after(() => server.stop());
  const env = { server };
  const request = begin(env, 'answers:1', 'a');
  const answer = answerOf(request).catch((error) => ({ error }));
  request.on('error', () => {});
  request.write('half');
  await eventually(async () => (await find(env, 'answers:1'))?.data === 'half', 'the first piece');
  await server.stop();
  assert.ok((await answer).error);
  assert.doesNotMatch(server.output, /fail:/);
});

const api = (env) => new Api(env.server.baseUrl, 'development');

const find = async (env, channel) => (await api(env).call('history', { channel, limit: 1 })).publications[0];

function begin(env, channel, id, type = 'text/plain; charset=utf-8', key = 'development') {
  const address = `${env.server.baseUrl}/api/append_stream?channel=${channel}${id && `&id=${id}`}`;
  return http.request(address, { method: 'POST', headers: { 'X-API-Key': key, 'Content-Type': type, 'Transfer-Encoding': 'chunked' } });
}

async function answerOf(request) {
  const [response] = await once(request, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return JSON.parse(body);
}
