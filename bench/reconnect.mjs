// Clients that come back at once, each missing some publications of one durable channel.
//   node bench/reconnect.mjs fill <port> <publications>            fills durable:reconnect
//   node bench/reconnect.mjs run <port> <clients> <missed> <pid>   brings the clients back; pid is the server's
import fs from 'node:fs';
import { connect } from './socket.mjs';

const [action, port, count, missed, pid] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const channel = 'durable:reconnect';

async function api(method, body) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/${method}`, { method: 'POST', headers: { 'X-API-Key': 'bench' }, body: JSON.stringify(body) });
  return answer.json();
}

const top = async () => (await api('history', { channel, limit: 0 })).result;

/** The processor time of a process, in seconds. */
function cpu() {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function fill() {
  const publish = { publish: { channel, data: { text: 'x'.repeat(100) } } };
  for (let left = count - (await top()).offset; left > 0; left -= 1000) {
    await api('batch', { commands: Array(Math.min(1000, left)).fill(publish), parallel: true });
  }

  console.log(JSON.stringify(await top()));
}

async function client(since) {
  let done;
  let fail;
  const finished = new Promise((resolve, reject) => { [done, fail] = [resolve, reject]; });
  const socket = await connect(port, (line) => {
    if (!line.includes('"id":2')) return;
    const reply = JSON.parse(line).subscribe;
    const offsets = reply?.publications?.map((publication) => publication.offset) ?? [];
    const isWhole = reply?.recovered === true && offsets.length === missed && offsets.every((offset, i) => offset === since.offset + i + 1);
    if (isWhole) done();
    else fail(new Error(line.slice(0, 200)));
  });
  socket.send('{"id":1,"connect":{}}');
  socket.send(`{"id":2,"subscribe":{"channel":"${channel}","recover":true,"epoch":"${since.epoch}","offset":${since.offset}}}`);
  await finished;
  return socket;
}

async function run() {
  const newest = await top();
  const since = { epoch: newest.epoch, offset: newest.offset - missed };
  const [begun, used] = [process.hrtime.bigint(), cpu()];
  const outcomes = await Promise.allSettled(Array.from({ length: count }, () => client(since)));
  const took = Number(process.hrtime.bigint() - begun) / 1e9;
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  console.log(JSON.stringify({
    clients: count, missed, top: newest.offset, recoveredWhole: count - failed.length, seconds: +took.toFixed(3), serverCpuSeconds: +(cpu() - used).toFixed(2),
  }));
  if (failed.length > 0) {
    console.error(String(failed[0].reason));
  }

  process.exit(failed.length > 0 ? 1 : 0);
}

await (action === 'fill' ? fill() : run());
