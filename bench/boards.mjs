// A board: how long a change takes to be acknowledged and to reach the last watcher, at a steady rate; and how many changes a second are acknowledged at most.
//   node bench/boards.mjs <port> [lines] [watchers] [changes a second] [seconds] [changes at most speed]
import { connect } from './socket.mjs';

const [port, lines = 2_000, watchers = 500, rate = 50, seconds = 20, changes = 5_000] = process.argv.slice(2).map(Number);
const IN_FLIGHT = 64;
const CHANNEL = 'board:lines';

async function call(method, request) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/${method}`, { method: 'POST', headers: { 'X-API-Key': 'bench' }, body: JSON.stringify(request) });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
  return result;
}

/** How many watchers have had a change, and when the last of them had. */
const arrivals = new Map();

async function watch() {
  const waiting = new Map();
  let last = 0;
  const socket = await connect(port, (line) => {
    const push = /^\{"push":.*"offset":(\d+)/.exec(line);
    if (push) {
      const offset = Number(push[1]);
      const seen = arrivals.get(offset) ?? { count: 0, at: 0 };
      arrivals.set(offset, { count: seen.count + 1, at: performance.now() });
      return;
    }
    const id = Number(/^\{"id":(\d+)/.exec(line)?.[1]);
    waiting.get(id)?.(JSON.parse(line));
    waiting.delete(id);
  });
  const ask = (command) => new Promise((resolve) => {
    last += 1;
    waiting.set(last, resolve);
    socket.send(`{"id":${last},${command}}`);
  });
  await ask('"connect":{}');
  let request = { channel: CHANNEL, type: 1, phase: 2, limit: 1000 };
  for (;;) {
    const { subscribe, error } = await ask(`"subscribe":${JSON.stringify(request)}`);
    if (error) throw new Error(`${error.code} ${error.message}`);
    if (!subscribe.phase) return socket.close;
    const { cursor, offset, epoch } = subscribe;
    request = { channel: CHANNEL, type: 1, limit: 1000, phase: cursor ? 2 : 1, cursor, offset, epoch };
  }
}

const change = (number) => call('board_take', { channel: CHANNEL, line: `line${number % lines}`, for: `user${number}`, take_over: true });
const quantile = (values, part) => values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))].toFixed(1);

await call('board_create', { channel: CHANNEL, lines: Array.from({ length: lines }, (_, number) => ({ main: 'main', sub: `${number}`, line: `line${number}` })) });
const closes = [];
while (closes.length < watchers) closes.push(...await Promise.all(Array.from({ length: Math.min(50, watchers - closes.length) }, watch)));

const sent = new Map();
const acknowledged = [];
const pending = [];
for (let number = 0; number < rate * seconds; number++) {
  const begin = performance.now();
  pending.push(change(number).then(({ offset }) => {
    sent.set(offset, begin);
    acknowledged.push(performance.now() - begin);
  }));
  await new Promise((resolve) => { setTimeout(resolve, 1_000 / rate); });
}
await Promise.all(pending);
while ([...sent.keys()].some((offset) => arrivals.get(offset)?.count !== watchers)) await new Promise((resolve) => { setTimeout(resolve, 20); });
const delivered = [...sent].map(([offset, begin]) => arrivals.get(offset).at - begin);

const begin = performance.now();
let next = rate * seconds;
const end = next + changes;
await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
  while (next < end) await change(next++);
}));
const most = changes / ((performance.now() - begin) / 1_000);

console.log(`board of ${lines} lines, ${watchers} watchers, ${rate} changes/s for ${seconds} s`);
console.log(`acknowledged after ms: p50 ${quantile(acknowledged, 0.5)}, p99 ${quantile(acknowledged, 0.99)}`);
console.log(`at the last watcher after ms: p50 ${quantile(delivered, 0.5)}, p99 ${quantile(delivered, 0.99)}`);
console.log(`${IN_FLIGHT} in flight: ${Math.round(most)} changes/s acknowledged, each to ${watchers} watchers`);
closes.forEach((close) => close());
