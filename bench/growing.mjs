// Publications that grow beside plain ones, in memory, in turn, ROUNDS times: acknowledged changes of one connection with 100 in flight, into a channel
// with history and into one publication of a mutable channel, until all subscribers have the last one.
//   node bench/growing.mjs <port> <server's pid> [changes] [subscribers] [rounds]
import { readFileSync } from 'node:fs';
import { connect } from './socket.mjs';

const [port, pid, changes = 5_000, subscribers = 1_000, rounds = 3] = process.argv.slice(2).map(Number);
const IN_FLIGHT = 100;
const TICK_SECONDS = 0.01;

const ticks = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

/** A connection that asks, and hands on the answers by their ids, and what is pushed. */
async function open(onPush = () => {}) {
  const waiting = new Map();
  let last = 0;
  const socket = await connect(port, (line) => {
    const id = Number(/^\{"id":(\d+)/.exec(line)?.[1]);
    if (!id) return onPush(line);
    waiting.get(id)?.(line);
    waiting.delete(id);
  });
  const ask = (command) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, (line) => (line.includes('"error"') ? reject(new Error(line)) : resolve(line)));
    socket.send(`{"id":${last},${command}}`);
  });
  await ask('"connect":{}');
  return { ask, close: socket.close };
}

async function measure(channel, begin, change, end) {
  let missing = subscribers;
  let done;
  const delivered = new Promise((resolve) => { done = resolve; });
  const watchers = [];
  for (let i = 0; i < subscribers; i += 50) {
    watchers.push(...await Promise.all(Array.from({ length: Math.min(50, subscribers - i) }, async () => {
      const watcher = await open((line) => line.includes('the last one') && --missing === 0 && done());
      await watcher.ask(`"subscribe":{"channel":"${channel}"}`);
      return watcher;
    })));
  }
  const { ask, close } = await open();
  await begin(ask);
  const start = performance.now();
  const cpu = ticks();
  let sent = 0;
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (sent < changes) await ask(change(sent++));
  }));
  await end(ask);
  await delivered;
  const seconds = (performance.now() - start) / 1_000;
  const used = (ticks() - cpu) * TICK_SECONDS * 1e6;
  [...watchers, { close }].forEach((one) => one.close());
  return { rate: changes / seconds, cpu: used / changes };
}

const text = JSON.stringify(' word of an answer');
const kinds = {
  'publish, history': (round) => measure(
    `kept:${round}`, async () => {}, () => `"publish":{"channel":"kept:${round}","data":${text}}`,
    (ask) => ask(`"publish":{"channel":"kept:${round}","data":"the last one"}`)),
  'append to one': (round) => measure(
    `growing:${round}`, (ask) => ask(`"rpc":{"method":"sb.publish","data":{"channel":"growing:${round}","id":"a","data":"","open":true}}`),
    () => `"rpc":{"method":"sb.append","data":{"channel":"growing:${round}","id":"a","data":${text}}}`,
    (ask) => ask(`"rpc":{"method":"sb.end","data":{"channel":"growing:${round}","id":"a","data":"the last one"}}`)),
};

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const results = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
for (let round = 0; round < rounds; round++) {
  for (const [kind, run] of Object.entries(kinds)) results[kind].push(await run(round));
}
console.log(`${changes} changes, ${subscribers} subscribers, median of ${rounds}`);
for (const [kind, runs] of Object.entries(results)) {
  console.log(`${kind.padEnd(18)} ${median(runs.map((run) => run.rate)).toFixed(0).padStart(8)}/s ${median(runs.map((run) => run.cpu)).toFixed(0).padStart(8)} µs of CPU each`);
}
