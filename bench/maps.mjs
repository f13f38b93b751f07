// Map channels beside streams, in memory, in turn, ROUNDS times: acknowledged publishes of one connection with 1,000 in flight, into a channel with
// history and into a map of 1,000 keys; and the server's CPU for clients that come and read everything, as history and as the state of a map.
//   node bench/maps.mjs <port> <server's pid> [publications] [entries] [clients] [rounds]
import { readFileSync } from 'node:fs';
import { connect } from './socket.mjs';

const [port, pid, publications = 200_000, entries = 10_000, clients = 1_000, rounds = 5] = process.argv.slice(2).map(Number);
const IN_FLIGHT = 1_000;
const AT_ONCE = 20;
const PAGE = 1_000;
const KEYS = 1_000;
const TICK_SECONDS = 0.01;
const DATA = JSON.stringify({ name: 'a value of some length', count: 1, tags: ['one', 'two'], text: 'x'.repeat(60) });

const ticks = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

/** A connection that asks, and hands on the answers by their ids. */
async function open() {
  const waiting = new Map();
  let last = 0;
  const socket = await connect(port, (line) => {
    const id = Number(/^\{"id":(\d+)/.exec(line)?.[1]);
    waiting.get(id)?.(line);
    waiting.delete(id);
  });
  const ask = (command) => new Promise((resolve) => {
    last += 1;
    waiting.set(last, resolve);
    socket.send(`{"id":${last},${command}}`);
  });
  await ask('"connect":{}');
  return { ask, close: socket.close };
}

async function publishing(command) {
  const { ask, close } = await open();
  const begin = performance.now();
  const cpu = ticks();
  let sent = 0;
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (sent < publications) {
      const answer = await ask(command(sent++));
      if (answer.includes('"error"')) throw new Error(answer);
    }
  }));
  const seconds = (performance.now() - begin) / 1_000;
  close();
  return { rate: publications / seconds, cpu: ((ticks() - cpu) * TICK_SECONDS * 1e6) / publications };
}

async function reading(read) {
  const cpu = ticks();
  let [left, bytes] = [clients, 0];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) {
      const { ask, close } = await open();
      const taken = await read(ask);
      bytes += taken;
      close();
    }
  }));
  return { cpu: (ticks() - cpu) * TICK_SECONDS, bytes: bytes / clients };
}

async function readHistory(ask) {
  let [bytes, since] = [0, ''];
  for (;;) {
    const text = await ask(`"history":{"channel":"whole:a","limit":${PAGE}${since}}`);
    const { publications: page, epoch } = JSON.parse(text).history;
    if (!page?.length) return bytes;
    bytes += text.length;
    since = `,"since":{"offset":${page.at(-1).offset},"epoch":"${epoch}"}`;
  }
}

async function readMap(ask) {
  let [bytes, cursor] = [0, ''];
  for (;;) {
    const text = await ask(`"subscribe":{"channel":"entries:a","type":1,"phase":2,"limit":${PAGE}${cursor}}`);
    bytes += text.length;
    const reply = JSON.parse(text).subscribe;
    if (!reply.cursor) return bytes;
    cursor = `,"cursor":"${reply.cursor}","offset":${reply.offset},"epoch":"${reply.epoch}"`;
  }
}

async function fill(ask, from, to, command) {
  for (let i = from; i < to; i += IN_FLIGHT) {
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, to - i) }, (_, n) => ask(command(i + n))));
  }
}

const stream = () => `"publish":{"channel":"recent:a","data":${DATA}}`;
const map = (i) => `"publish":{"channel":"entries:b","type":1,"key":"key-${i % KEYS}","data":${DATA}}`;
const filler = await open();
await fill(filler.ask, 0, entries, () => `"publish":{"channel":"whole:a","data":${DATA}}`);
await fill(filler.ask, 0, entries, (i) => `"publish":{"channel":"entries:a","type":1,"key":"key-${i}","data":${DATA}}`);
await publishing(stream);
await publishing(map);

const results = { stream: [], map: [], history: [], state: [] };
for (let round = 0; round < rounds; round += 1) {
  results.stream.push(await publishing(stream));
  results.map.push(await publishing(map));
  results.history.push(await reading(readHistory));
  results.state.push(await reading(readMap));
}

const median = (name, field) => results[name].map((result) => result[field]).sort((a, b) => a - b)[rounds >> 1];
const [plain, keyed] = [median('stream', 'rate'), median('map', 'rate')];
console.log(`publish into a channel with history ${plain.toFixed(0)}/s, ${median('stream', 'cpu').toFixed(2)} µs of CPU each; into a map of ${KEYS} keys `
  + `${keyed.toFixed(0)}/s (${(keyed / plain).toFixed(2)}), ${median('map', 'cpu').toFixed(2)} µs (${(median('map', 'cpu') / median('stream', 'cpu')).toFixed(2)})`);
const [old, state] = [median('history', 'cpu'), median('state', 'cpu')];
console.log(`${clients} clients read ${entries}: history ${old.toFixed(2)} s of CPU, ${(median('history', 'bytes') / 1e6).toFixed(2)} MB each; `
  + `state of a map ${state.toFixed(2)} s (${(state / old).toFixed(2)}), ${(median('state', 'bytes') / 1e6).toFixed(2)} MB each`);
process.exit(0);
