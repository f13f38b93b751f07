import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Centrifuge } from 'centrifuge';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { Api } from '../lib/api.js';
import { environment } from '../lib/dotnet.js';
import { eventually, within } from '../lib/events.js';
import { describeServer, test } from '../lib/suite.js';

const PAGE = readFileSync(new URL('../../../docs/mutable.md', import.meta.url), 'utf8');
const examples = (language) => [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);
const [CONFIGURATION] = examples('json');
const SCRIPTS = examples('sh');
const CODE = examples('js').map((code) => code.replace(/^import .*$/gm, ''));
const AsyncFunction = (async () => {}).constructor;

describeServer('the page about mutable publications', (env) => {
  // One after the other: they change the same channel.
  test('does what it says', async (page) => {
    await page.test('its requests are answered as it says', async (t) => {
      const requests = SCRIPTS.filter((script) => /^# /m.test(script));
      assert.equal(requests.length, 3);
      for (const script of requests) {
        const answers = script.match(/(?<=^# ).*/gm);
        const written = await within((await start(t, env, script)).ended, () => 'the script');
        assert.deepEqual(written.filter((line) => line.startsWith('{')).map(plain), answers.map(plain));
      }
      const { publications } = await api(env).call('history', { channel: 'answers:2', limit: 1 });
      assert.match(publications[0].data, /^It is \d{4}\n$/);
    });

    await page.test('its examples in JavaScript go on from each other', async (t) => {
      const { client, socket, publications, told, id } = await run(t, env, CODE, 'client, socket, publications, told, id');
      t.after(() => (client.disconnect(), socket.close()));

      await eventually(() => told.length === 2 && publications.get('from-socket')?.data.length === 2, 'the changes');
      assert.deepEqual(told, [['from-socket', undefined, ['one']], ['from-socket', 'append', ['two']]]);
      assert.deepEqual([...publications].sort(), [
        ['a-1', { data: 'Once upon a time', state: 'ended' }],
        [id, { data: 'Hello, all', state: 'ended' }],
        ['from-socket', { data: ['one', 'two'], state: 'open' }],
      ].sort());
    });

    await page.test('its one-way stream shows the wholes, and what follows', async (t) => {
      const { lines } = await start(t, env, SCRIPTS.at(-1));
      await eventually(() => lines.some((line) => line.includes('Once upon a time')), 'the wholes');
      await api(env).call('append', { channel: 'answers:1', id: 'from-socket', data: ['three'] });
      await eventually(() => lines.some((line) => line.includes('"three"') && line.includes('"append"')), 'the change');
    });
  });

  test('a page that reloads in the middle shows the same as one that never did', async (t) => {
    const [watching] = CODE;
    const load = () => run(t, env, [watching.replaceAll('answers:1', 'answers:3')], 'client, publications');
    const first = await load();
    const service = api(env);
    await service.call('publish', { channel: 'answers:3', id: 'a', open: true, data: '' });
    const seen = [first];
    let text = '';
    for (let i = 0; i < 200; i++) {
      text += `${i} `;
      await service.call('append', { channel: 'answers:3', id: 'a', data: `${i} ` });
      if (i % 40 === 20) seen.push(await load());
    }
    await service.call('end', { channel: 'answers:3', id: 'a' });

    for (const { client, publications } of seen) {
      t.after(() => client.disconnect());
      await eventually(() => publications.get('a')?.state === 'ended', 'the end');
      assert.equal(publications.get('a').data, text);
    }
  });

  test('a page that lost its connection goes on where it was', async (t) => {
    const { client, answers, publications } = await run(t, env, [CODE[0].replaceAll('answers:1', 'answers:4')], 'client, answers, publications');
    t.after(() => client.disconnect());
    const service = api(env);
    await service.call('publish', { channel: 'answers:4', id: 'a', open: true, data: 'a' });
    await eventually(() => publications.size === 1, 'the publication');
    client.disconnect();
    await service.call('append', { channel: 'answers:4', id: 'a', data: 'b' });
    const recovered = once(answers, 'subscribed');
    client.connect();

    assert.equal((await recovered)[0].recovered, true);
    await eventually(() => publications.get('a').data === 'ab', 'what was missed');

    client.disconnect();
    for (let i = 0; i < 1100; i++) await service.call('append', { channel: 'answers:4', id: 'a', data: 'c' });
    const anew = once(answers, 'subscribed');
    client.connect();
    assert.equal((await anew)[0].recovered, false);
    await eventually(() => publications.get('a')?.data === `ab${'c'.repeat(1100)}`, 'the whole');
    await service.call('end', { channel: 'answers:4', id: 'a', data: 'd' });
    await eventually(() => publications.get('a').state === 'ended', 'the end');
    assert.equal(publications.get('a').data, `ab${'c'.repeat(1100)}d`);
  });
}, JSON.parse(CONFIGURATION));

const api = (env) => new Api(env.server.baseUrl, JSON.parse(CONFIGURATION).api.keys[0].key);

/** An answer without what is another one each time. */
const plain = (json) => json.replace(/"epoch":"\w+"/g, '"epoch":""').replace(/"time":\d+/g, '"time":0').replace(/"offset":[1-9]\d*/g, '"offset":1');

/** Runs examples as one program, which finds its server elsewhere and has a WebSocket of its own. */
async function run(t, env, code, results) {
  const address = (url) => url.replace('localhost:8000', new URL(env.server.baseUrl).host);
  class Client extends Centrifuge {
    constructor(url) {
      super(address(url), { websocket: WebSocket });
    }
  }
  const program = new AsyncFunction('Centrifuge', 'io', 'console', `${code.join('\n')}\nreturn { ${results} };`);
  return within(program(Client, (url) => io(address(url), { forceNew: true }), { log() {} }), () => 'the examples');
}

/** Runs a script; what it starts ends with the test. */
async function start(t, env, script) {
  const here = script.replaceAll('http://localhost:8000', env.server.baseUrl);
  const child = spawn('bash', ['-ec', `curl() { command curl --silent --show-error "$@"; echo; }\n${here}`], { env: environment, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  t.after(() => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  });
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code]) => (assert.equal(code, 0), lines));
  ended.catch(() => {});
  return { lines, ended };
}
