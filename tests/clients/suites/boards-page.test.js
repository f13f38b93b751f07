import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';
import { Api } from '../lib/api.js';
import { environment } from '../lib/dotnet.js';
import { eventually, within } from '../lib/events.js';
import { describeServer, test } from '../lib/suite.js';

const PAGE = readFileSync(new URL('../../../docs/boards.md', import.meta.url), 'utf8');
const examples = (language) => [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);
const [CONFIGURATION] = examples('json');
const [REQUESTS, EXPORTS] = examples('sh');
const [CODE] = examples('js').map((code) => code.replace(/^import .*$/gm, ''));
const PROGRAM = fileURLToPath(new URL('../../../src/Switchboard.Server/bin/Release/net10.0/Switchboard.Server.dll', import.meta.url));
const COMMANDS = `switchboard() { dotnet '${PROGRAM}' "$@"; }\ncurl() { command curl --silent --show-error "$@"; echo; }`;
const AsyncFunction = (async () => {}).constructor;
const SETTINGS = JSON.parse(CONFIGURATION);
const STORE = await mkdtemp(path.join(tmpdir(), 'switchboard-boards-'));
SETTINGS.storage.path = path.join(STORE, 'boards.db');
process.on('exit', () => rmSync(STORE, { recursive: true, force: true }));
const api = (env) => new Api(env.server.baseUrl, SETTINGS.api.keys[0].key);

/** An answer without what is another one each time. */
const plain = (json) => json.replace(/"epoch":"\w+"/g, '"epoch":""').replace(/"(offset|time|since)":\d+/g, '"$1":0');

describeServer('the page about boards', (env) => {
  // One after the other: they change the same board.
  test('does what it says', async (page) => {
    await page.test('its requests are answered as it says', async (t) => {
      const answers = REQUESTS.match(/(?<=^# ).*/gm);
      const written = await within((await start(t, env, REQUESTS)).ended, () => 'the script');
      assert.equal(answers.length, 3);
      assert.deepEqual(written.filter((line) => line.startsWith('{')).map(plain), answers.map(plain));
    });

    await page.test('its page shows who has what, and changes it', async (t) => {
      const token = (await within((await start(t, env, 'switchboard token --config boards.json --user ann')).ended, () => 'a token')).join('').trim();
      const printed = [];
      const timers = [];
      class Client extends Centrifuge {
        constructor(url, options) {
          super(url.replace('localhost:8000', new URL(env.server.baseUrl).host), { ...options, websocket: WebSocket });
        }
      }
      const program = new AsyncFunction('Centrifuge', 'process', 'console', 'setInterval', `${CODE}\nreturn { client, lines, board, click };`);
      const running = program(Client, { env: { TOKEN: token } }, { log: (...texts) => printed.push(texts.join(' ').trim()) }, (call, time) => timers.push(setInterval(call, time)));
      t.after(() => timers.forEach(clearInterval));
      const { client, lines, click } = await within(running, () => 'the page');
      t.after(() => client.disconnect());

      await eventually(() => lines.get('vpn main 1/vpn sub 2')?.data.holder === 'ann' && !lines.get('vpn main 1/vpn sub 1').data.holder, 'both clicks');
      assert.equal(lines.get('$board').data.title, 'VPN lines');
      await eventually(() => printed.some((text) => /^vpn main 1 vpn sub 2 ann, 0h 0m [1-9]/.test(text)), 'the clock to tick');
      await api(env).call('board_take', { channel: 'board:lines', line: 'vpn main 1/vpn sub 1', for: 'bob' });
      await eventually(() => lines.get('vpn main 1/vpn sub 1').data.holder === 'bob', 'what bob did');
      await click('vpn main 1/vpn sub 1');
      await eventually(() => lines.get('vpn main 1/vpn sub 1').data.change.before === 'bob', 'the line taken over');
    });

    await page.test('its exports have every change', async (t) => {
      const script = EXPORTS.replace('> lines.csv', '');
      const written = await within((await start(t, env, script)).ended, () => 'the exports');
      assert.match(written[0], /^offset,time,op,line,main,sub,holder,/);
      const rows = written.filter((line) => /^\d+,/.test(line));
      assert.deepEqual(rows.map((row) => row.split(',')[2]), ['create', 'create', 'create', 'take', 'free', 'take', 'take', 'take_over']);
      assert.ok(written.filter((line) => line.startsWith('{')).every((line) => line.includes('ann')));
    });
  });
}, SETTINGS);

/** Runs a script in a folder with the configuration; what it starts ends with the test. */
async function start(t, env, script) {
  const folder = await mkdtemp(path.join(tmpdir(), 'switchboard-page-'));
  await writeFile(path.join(folder, 'boards.json'), CONFIGURATION);
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
