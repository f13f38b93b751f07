// Publishes into durable channels, each publisher one after the other, and tells what was acknowledged.
//   node bench/durable.mjs <port> <publishers> <seconds> [folder]
// With a folder, fdatasync is measured in it before and behind: 4 KiB appended and flushed, over and over.
import fs from 'node:fs';
import path from 'node:path';
import { connect } from './socket.mjs';

const [port, publishers, seconds] = process.argv.slice(2, 5).map(Number);
const folder = process.argv[5];
const data = 'x'.repeat(100);

const now = () => performance.now();
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];

function flushes() {
  const file = path.join(folder, 'flushes');
  const target = fs.openSync(file, 'w');
  const block = Buffer.alloc(4096, 1);
  const times = [];
  for (let i = 0; i < 1000; i++) {
    fs.writeSync(target, block);
    const started = now();
    fs.fdatasyncSync(target);
    times.push(now() - started);
  }

  fs.closeSync(target);
  fs.unlinkSync(file);
  return times;
}

async function commits() {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? 0);
  return { flushes: value('switchboard_store_commit_seconds_count'), writes: value('switchboard_store_writes_total') };
}

async function publisher(number, times, until) {
  let started = 0;
  let id = 1;
  let done;
  const finished = new Promise((resolve) => { done = resolve; });
  const socket = await connect(port, (line) => {
    if (!line.includes('"id":')) return;
    if (line.includes('"error"')) throw new Error(line);
    const time = now();
    if (id > 1) times.push(time - started);
    if (time >= until()) {
      socket.close();
      done();
      return;
    }

    started = time;
    socket.send(`{"id":${++id},"publish":{"channel":"durable:${number % 8}","data":"${data}"}}`);
  });
  socket.send('{"id":1,"connect":{}}');
  return finished;
}

const flushTimes = folder ? flushes() : [];
const before = await commits();
const times = [];
const begun = now();
await Promise.all(Array.from({ length: publishers }, (_, i) => publisher(i, times, () => begun + seconds * 1000)));
const took = (now() - begun) / 1000;
const after = await commits();
if (folder) flushTimes.push(...flushes());
times.sort((a, b) => a - b);
flushTimes.sort((a, b) => a - b);
console.log(JSON.stringify({
  publishers,
  acknowledgedPerSecond: Math.round(times.length / took),
  flushesPerSecond: Math.round((after.flushes - before.flushes) / took),
  writesPerFlush: +((after.writes - before.writes) / Math.max(1, after.flushes - before.flushes)).toFixed(1),
  p50ms: +quantile(times, 0.5).toFixed(3),
  p99ms: +quantile(times, 0.99).toFixed(3),
  ...(folder && { fdatasyncP50ms: +quantile(flushTimes, 0.5).toFixed(3), fdatasyncP99ms: +quantile(flushTimes, 0.99).toFixed(3) }),
}));
