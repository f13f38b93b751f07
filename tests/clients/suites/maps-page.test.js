import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Centrifuge } from 'centrifuge';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { Api } from '../lib/api.js';
import { environment } from '../lib/dotnet.js';
import { eventually, within } from '../lib/events.js';
import { describeServer, test } from '../lib/suite.js';

const PAGE = readFileSync(new URL('../../../docs/maps.md', import.meta.url), 'utf8');
const examples = (language) => [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);
const [CONFIGURATION] = examples('json');
const SCRIPTS = examples('sh');
const CODE = examples('js').map((code) => code.replace(/^import .*$/gm, ''));
const PROGRAM = fileURLToPath(new URL('../../../src/Switchboard.Server/bin/Release/net10.0/Switchboard.Server.dll', import.meta.url));
const COMMANDS = `switchboard() { dotnet '${PROGRAM}' "$@"; }\ncurl() { command curl --silent --show-error "$@"; echo; }`;
const AsyncFunction = (async () => {}).constructor;

describeServer('the page about maps', (env) => {
  // One after the other: they change the same map.
  test('does what it says', async (page) => {
    await page.test('its requests are answered as it says', async (t) => {
      const requests = SCRIPTS.filter((script) => /^# /m.test(script));
      assert.equal(requests.length, 3);
      for (const script of requests) {
        const answers = script.match(/(?<=^# ).*/gm);
        const lines = (await start(t, env, script)).ended;
        const written = await within(lines, () => 'the script');
        assert.deepEqual(written.filter((line) => line.startsWith('{')).map(plain), answers.map(plain));
      }
    });

    await page.test('its examples of centrifuge go on from each other', async (t) => {
      const [first, change, cursors, scores, seats] = CODE.filter((code) => !code.includes('socket.'));
      await (await start(t, env, SCRIPTS.find((script) => script.includes('scores:today')))).ended;
      const { client, lines, others, table, printed } = await run(t, env, [first, change, cursors, scores, seats], 'client, lines, others, table');
      t.after(() => client.disconnect());

      await eventually(() => lines.get('line-7')?.state === 'mine' && table.size === 2 && others.size === 1, 'the changes');
      assert.equal(lines.has('line-8'), false);
      assert.ok(printed.some(([key, data]) => key === 'line-8' && data?.state === 'free'));
      assert.deepEqual(printed.find(([rows]) => Array.isArray(rows) && rows.length === 2)[0].map(([key]) => key), ['ann', 'bob']);
      assert.deepEqual([...others.values()], [{ x: 10, y: 20 }]);
      assert.ok(printed.every(([text]) => text !== 'Somebody else has it.'));
      assert.deepEqual((await api(env).call('map_read_state', { channel: 'board:seats' })).entries, []);
    });

    await page.test('its examples of Socket.IO go on from each other', async (t) => {
      const code = CODE.filter((example) => example.includes('socket.'));
      assert.equal(code.length, 2);
      const { socket, lines, printed } = await run(t, env, code, 'socket, lines');
      t.after(() => socket.close());

      await eventually(() => lines.get('line-7')?.state === 'taken' && printed.length === 1, 'the change and its answer');
      assert.ok(printed[0][0].offset > 0);
      await api(env).call('map_clear', { channel: 'board:lines' });
      await eventually(() => lines.size === 0, 'the map to be empty');
      await api(env).call('map_publish', { channel: 'board:lines', key: 'again', data: 1 });
      await eventually(() => lines.get('again') === 1, 'the change behind it');
    });

    await page.test('its commands follow who comes and goes', async (t) => {
      const { lines } = await start(t, env, SCRIPTS.find((script) => script.startsWith('switchboard map follow')));
      const isThere = (pattern) => lines.some((line) => pattern.test(line));
      await eventually(() => isThere(/^added +42 /) && isThere(/^added +[0-9a-f-]{36} /), 'the user and its connection');
    });
  });
}, JSON.parse(CONFIGURATION));

const api = (env) => new Api(env.server.baseUrl, JSON.parse(CONFIGURATION).api.keys[0].key);

/** An answer without what is another one each time. */
const plain = (json) => json.replace(/"epoch":"\w+"/g, '"epoch":""').replace(/"(offset|time)":\d+/g, '"$1":0');

/** Runs examples as one program, which finds its server elsewhere and has a WebSocket of its own. */
async function run(t, env, code, results) {
  const printed = [];
  const address = (url) => url.replace('localhost:8000', new URL(env.server.baseUrl).host);
  class Client extends Centrifuge {
    constructor(url) {
      super(address(url), { websocket: WebSocket });
    }
  }
  const program = new AsyncFunction('Centrifuge', 'io', 'console', `${code.join('\n')}\nreturn { ${results} };`);
  const console = { log: (...values) => printed.push(values), error: (text) => printed.push([`error: ${text}`]) };
  const values = await within(program(Client, (url) => io(address(url), { forceNew: true }), console), () => 'the examples');
  return { ...values, printed };
}

/** Runs a script in a folder with the configuration; what it starts ends with the test. */
async function start(t, env, script) {
  const folder = await mkdtemp(path.join(tmpdir(), 'switchboard-page-'));
  await writeFile(path.join(folder, 'maps.json'), CONFIGURATION);
  const here = script.replaceAll('http://localhost:8000', env.server.baseUrl);
  const child = spawn('bash', ['-ec', `${COMMANDS}\n${here}`], {
    cwd: folder,
    env: { ...environment, SWITCHBOARD_SERVER: env.server.baseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  t.after(async () => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
    await rm(folder, { recursive: true, force: true });
  });
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code]) => (assert.equal(code, 0), lines));
  ended.catch(() => {});
  return { lines, ended };
}
