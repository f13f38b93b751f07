// Asks about the inbox of `full`, one request after the other, and tells the CPU that each took.
//   node bench/inbox.mjs <port> <pid of the server> <requests> [pid of PostgreSQL]
import fs from 'node:fs';
import http from 'node:http';

const [port, pid, requests] = process.argv.slice(2, 5).map(Number);
const database = Number(process.argv[5] || 0);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function post(method, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { port, host: '127.0.0.1', agent, path: `/api/${method}`, method: 'POST', headers: { 'X-API-Key': 'bench', 'Content-Type': 'application/json' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => { text += part; });
        response.on('end', () => {
          const answer = JSON.parse(text);
          if (answer.error) reject(new Error(text));
          else resolve(answer.result);
        });
      });
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}

// User and system time, in milliseconds; a tick is 10. PostgreSQL's: that of its processes, with those that have ended.
function fields(id) {
  const text = fs.readFileSync(`/proc/${id}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
}

const own = (id) => (fields(id)[11] + fields(id)[12]) * 10;
const all = (id) => fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).reduce((sum, name) => {
  try {
    return fields(name)[1] === id ? sum + own(name) : sum;
  } catch {
    return sum;
  }
}, own(id) + (fields(id)[13] + fields(id)[14]) * 10);
const cpu = () => ({ server: own(pid), database: database ? all(database) : 0 });

let at = 0;
async function measure(name, count, ask) {
  const before = cpu();
  const times = [];
  for (let i = 0; i < count; i++) {
    const started = process.hrtime.bigint();
    await ask(at++);
    times.push(Number(process.hrtime.bigint() - started) / 1e6);
  }

  const after = cpu();
  times.sort((a, b) => a - b);
  const each = (what) => ((after[what] - before[what]) / count).toFixed(2);
  console.log(`| ${name} | ${each('server')} | ${database ? each('database') : '–'} | ${times[count >> 1].toFixed(2)} | ${times[Math.floor(count * 0.99)].toFixed(2)} |`);
}

const inbox = (more) => () => post('inbox', { user: 'full', ...more });
for (let i = 0; i < 300; i++) await inbox({ limit: 50 })(); // warms up

console.log('| request | server, CPU ms | database, CPU ms | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- |');
await measure('unread count and first page of 50', requests, inbox({ limit: 50 }));
await measure('unread count alone', requests, inbox({ limit: 0 }));
await measure('unread only', requests, inbox({ limit: 50, unread: true }));
await measure('of a kind, one in five', requests, inbox({ limit: 50, kind: 'note1' }));
await measure('of a rare kind', requests, inbox({ limit: 50, kind: 'rare' }));
await measure('of a kind that there is not', requests, inbox({ limit: 50, kind: 'none' }));
await measure('the archive', requests, inbox({ limit: 50, archived: true }));
const middle = 500_000;
await measure('a page in the middle', requests, inbox({ limit: 50, cursor: String(middle) }));
await measure('send', requests, (i) => post('send', { user: 'full', data: { n: i } }));
const mark = (as, first) => (i) => post('mark', { user: 'full', as, ids: [`message-${first + i * 20}`] });
await measure('mark as read', requests, mark('read', 100_001));
await measure('archive', requests, mark('archived', 200_001));
await measure('delete', requests, mark('deleted', 300_001));
await measure('state of a message of another', requests, (i) => post('state', { ids: [`message-${400_000 + i}`] }));
agent.destroy();
