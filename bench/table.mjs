// Makes a table of medians out of the load generator's lines (`<peer> <json>`), with ratios to what the budget names.
import { readFileSync } from 'node:fs';

const FIGURES = [
  { mode: 'rate', field: 'server_us_per_delivery', title: 'rate: CPU µs/delivery', digits: 2, against: 'limit' },
  { mode: 'rate', field: 'p50_ms', title: 'rate: p50 ms', digits: 1 },
  { mode: 'rate', field: 'p99_ms', title: 'rate: p99 ms', digits: 1, against: 'signalr' },
  { mode: 'max', field: 'per_s', title: 'max: deliveries/s', digits: 0, against: 'signalr' },
  { mode: 'max', field: 'lost', title: 'max: lost', digits: 0 },
  { mode: 'idle', field: 'kib_per_conn', title: 'idle: KiB/connection', digits: 1 },
  { mode: 'churn', field: 'per_s', title: 'churn: handshakes/s', digits: 0, against: 'signalr' },
  { mode: 'pairs', field: 'per_s', title: 'pairs: messages/s', digits: 0, against: 'signalr' },
  { mode: 'pairs', field: 'p99_ms', title: 'pairs: p99 ms', digits: 1 },
];

const values = new Map();
const peers = [];
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  const space = line.indexOf(' ');
  if (space < 0 || line[space + 1] !== '{') {
    continue;
  }

  const peer = line.slice(0, space);
  const run = JSON.parse(line.slice(space + 1));
  if (!peers.includes(peer)) {
    peers.push(peer);
  }

  for (const { mode, field } of FIGURES) {
    if (run.mode === mode && typeof run[field] === 'number') {
      const key = `${peer} ${mode} ${field}`;
      values.set(key, [...(values.get(key) ?? []), run[field]]);
    }
  }
}

function median(peer, { mode, field }) {
  const sorted = [...(values.get(`${peer} ${mode} ${field}`) ?? [])].sort((a, b) => a - b);
  return sorted.length === 0 ? undefined : sorted[Math.floor(sorted.length / 2)];
}

function cell(peer, figure) {
  const own = median(peer, figure);
  if (own === undefined) {
    return '–';
  }

  const text = own.toLocaleString('en-US', { minimumFractionDigits: figure.digits, maximumFractionDigits: figure.digits });
  const other = figure.against && figure.against !== peer ? median(figure.against, figure) : undefined;
  return other ? `${text} (${(own / other).toFixed(2)} × ${figure.against})` : text;
}

console.log(`| | ${peers.join(' | ')} |`);
console.log(`| --- |${' --- |'.repeat(peers.length)}`);
for (const figure of FIGURES) {
  console.log(`| ${figure.title} | ${peers.map((peer) => cell(peer, figure)).join(' | ')} |`);
}
