// Writes rows into a transactional outbox by psql, and measures how they arrive.
//   node bench/transactional.mjs <port> <port of PostgreSQL> <rows> <samples>
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { connect } from './socket.mjs';

const [port, pgPort, rows, samples] = process.argv.slice(2).map(Number);
const now = () => performance.now();
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];

function psql() {
  const child = spawn('psql', ['-X', '-q', '-A', '-t', '-h', '127.0.0.1', '-p', pgPort, '-U', 'postgres', '-d', 'postgres'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  readline.createInterface({ input: child.stdout }).on('line', (line) => { if (line.startsWith('=')) waiting.shift()(line.slice(1)); });
  return {
    ask: (sql, value = "''") => new Promise((resolve) => { waiting.push(resolve); child.stdin.write(`${sql}; SELECT '=' || (${value});\n`); }),
    close: () => child.stdin.end(),
  };
}

function subscribe(channel, onData) {
  return connect(port, (line) => {
    const found = /"data":(\d+)/.exec(line);
    if (found) onData(Number(found[1]));
  }).then((socket) => {
    socket.send('{"id":1,"connect":{}}');
    socket.send(`{"id":2,"subscribe":{"channel":"${channel}"}}`);
    return socket;
  });
}

async function latency(writer, channel) {
  const times = [];
  let arrived = () => {};
  const socket = await subscribe(channel, () => arrived());
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  for (let i = 0; i < samples; i++) {
    const coming = new Promise((resolve) => { arrived = () => resolve(now()); });
    const committing = writer.ask(`SELECT FROM switchboard.publish('${channel}', '${i}')`).then(() => now());
    const [at, committed] = await Promise.all([coming, committing]);
    times.push(Math.max(0, at - committed));
  }

  socket.close();
  times.sort((a, b) => a - b);
  console.log(`${channel}: committed row to subscriber, p50 ${quantile(times, 0.5).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms (${samples} rows)`);
}

async function drain(writer, what, channel) {
  const writing = writer.ask(`DO $$ BEGIN FOR i IN 1..${rows / 1000} LOOP PERFORM switchboard.publish('${channel}', to_jsonb(i * 1000 + n)) FROM generate_series(1, 1000) AS n; COMMIT; END LOOP; END $$`);
  const started = now();
  await writing;
  const written = now();
  while (await writer.ask('SELECT', '(SELECT count(*) FROM (SELECT FROM switchboard.outbox LIMIT 1) AS one)::text') !== '0') {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }

  const ended = now();
  console.log(`${channel}, ${what}: ${rows} rows in ${((ended - started) / 1000).toFixed(1)} s, ${Math.round(rows / (ended - started) * 1000)} rows/s (written in ${((written - started) / 1000).toFixed(1)} s)`);
}

const writer = psql();
const holder = psql();
await latency(writer, 'durable:t');
await latency(writer, 'memory:t');
await drain(writer, 'no transaction open', 'durable:a');
await drain(writer, 'no transaction open', 'memory:a');
await holder.ask('BEGIN; SELECT FROM pg_current_xact_id()');
for (let turn = 1; turn <= 3; turn++) await drain(writer, `a transaction open, turn ${turn}`, 'durable:b');
await latency(writer, 'durable:t');
holder.close();
writer.close();
