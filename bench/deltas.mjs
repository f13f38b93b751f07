// What publications of a document of 4 KB with small changes cost: bytes on the wire and CPU of the server for each delivery, sent whole, as deltas,
// compressed, and both; in turn, ROUNDS times.   node bench/deltas.mjs <port> <server's pid> [subscribers] [publications] [rounds]
import { readFileSync } from 'node:fs';
import net from 'node:net';

const [port, pid, subscribers = 500, publications = 200, rounds = 5] = process.argv.slice(2).map(Number);
const PER_SECOND = 40;
const TICK_US = 10_000;
const MODES = { whole: {}, delta: { delta: 'fossil' }, deflate: { compressed: true }, both: { delta: 'fossil', compressed: true } };

let seed = 1;
const random = (limit) => (seed = (seed * 48_271) % 2_147_483_647) % limit;
const word = () => ['alpha', 'beta', 'gamma', 'delta', 'omega'][random(5)] + random(10_000);
const document = {
  version: 0,
  rows: Array.from({ length: 39 }, (_, id) => ({ id, name: word(), text: `${word()} ${word()} ${word()} ${word()}`, price: random(100_000) / 100, open: id % 3 === 0 })),
  time: 1_767_268_800_000,
};

function change() {
  document.version += 1;
  document.time += 25;
  for (let i = 0; i < 2; i += 1) {
    document.rows[random(39)].price = random(100_000) / 100;
  }
  return document;
}

function frame(text) {
  const bytes = Buffer.alloc(6 + text.length);
  bytes[0] = 0x81;
  bytes[1] = 0x80 | text.length;
  bytes.write(text, 6);
  return bytes;
}

/** Connects and subscribes; counts the bytes and the publications that come from then on. */
function subscriber(channel, { delta, compressed }) {
  const counts = { bytes: 0, frames: 0 };
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    let [answered, left, head] = [false, 0, Buffer.alloc(0)];
    socket.on('error', reject);
    socket.on('connect', () => socket.write(
      `GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      (compressed ? 'Sec-WebSocket-Extensions: permessage-deflate\r\n' : '') +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'));
    let text = '';
    socket.on('data', (data) => {
      if (!answered) {
        text += data.toString('latin1');
        if (text.includes('\r\n\r\n') && !text.includes('"subscribe"') && !text.includes('"connect"')) {
          socket.write(frame('{"id":1,"connect":{}}'));
        } else if (text.includes('"connect"') && !text.includes('"subscribe"')) {
          socket.write(frame(JSON.stringify({ id: 2, subscribe: { channel, delta } })));
        } else if (text.includes('"subscribe"')) {
          answered = true;
          resolve({ counts, close: () => socket.destroy() });
        }
        return;
      }
      counts.bytes += data.length;
      for (let at = 0; at < data.length;) {
        if (left === 0) {
          head = Buffer.concat([head, data.subarray(at, at + 1)]);
          at += 1;
          const short = head.length > 1 ? head[1] : 0;
          if (head.length === (short === 126 ? 4 : short === 127 ? 10 : 2)) {
            left = short === 126 ? head.readUInt16BE(2) : short === 127 ? Number(head.readBigUInt64BE(2)) : short;
            head = Buffer.alloc(0);
            counts.frames += 1;
          }
        } else {
          const taken = Math.min(left, data.length - at);
          left -= taken;
          at += taken;
        }
      }
    });
  });
}

const ticks = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
};

async function publish(channel) {
  const response = await fetch(`http://127.0.0.1:${port}/api/publish`, {
    method: 'POST', headers: { 'X-API-Key': 'bench', 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data: change() }),
  });
  await response.arrayBuffer();
}

let runs = 0;
async function run(mode) {
  const channel = `deltas:${mode}-${runs += 1}`;
  const all = [];
  for (let i = 0; i < subscribers; i += 50) {
    all.push(...await Promise.all(Array.from({ length: Math.min(50, subscribers - i) }, () => subscriber(channel, MODES[mode]))));
  }
  for (let i = 0; i < 10; i += 1) {
    await publish(channel);
  }
  const warm = () => all.every(({ counts }) => counts.frames >= 10);
  while (!warm()) await new Promise((resolve) => setTimeout(resolve, 20));
  const before = { ticks: ticks(), bytes: all.reduce((sum, { counts }) => sum + counts.bytes, 0) };
  const begin = performance.now();
  for (let i = 0; i < publications; i += 1) {
    await publish(channel);
    const ahead = begin + ((i + 1) * 1_000) / PER_SECOND - performance.now();
    if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
  while (!all.every(({ counts }) => counts.frames >= publications + 10)) await new Promise((resolve) => setTimeout(resolve, 20));
  const deliveries = publications * subscribers;
  const result = {
    bytes: (all.reduce((sum, { counts }) => sum + counts.bytes, 0) - before.bytes) / deliveries,
    cpu_us: ((ticks() - before.ticks) * TICK_US) / deliveries,
  };
  all.forEach(({ close }) => close());
  return result;
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const results = Object.fromEntries(Object.keys(MODES).map((mode) => [mode, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const mode of Object.keys(MODES)) {
    results[mode].push(await run(mode));
  }
}
const [bytes, cpu] = ['bytes', 'cpu_us'].map((field) => Object.fromEntries(Object.keys(MODES).map((mode) => [mode, median(results[mode].map((result) => result[field]))])));
console.log(`document ${JSON.stringify(document).length} bytes, ${subscribers} subscribers, ${publications} publications at ${PER_SECOND}/s, median of ${rounds}`);
for (const mode of Object.keys(MODES)) {
  console.log(`${mode.padEnd(8)} ${bytes[mode].toFixed(0).padStart(6)} bytes a delivery (${(100 * (1 - bytes[mode] / bytes.whole)).toFixed(1)} % saved), `
    + `${cpu[mode].toFixed(1)} µs of CPU a delivery (${(cpu[mode] / cpu.whole).toFixed(2)} of whole)`);
}
process.exit(0);
