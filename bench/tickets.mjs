// Makes one-time tickets on a server that bench/serve.sh runs, one a line: node bench/tickets.mjs COUNT [URL] [KEY] > FILE
const [count = '1000', url = 'http://127.0.0.1:8200', key = 'bench'] = process.argv.slice(2);
const BATCH = 2_000;

for (let made = 0; made < Number(count); made += BATCH) {
  const commands = Array.from({ length: Math.min(BATCH, Number(count) - made) }, (_, i) => ({ ticket: { user: `user-${made + i}`, ttl_ms: 3_600_000 } }));
  const response = await fetch(`${url}/api/batch`, {
    method: 'POST',
    headers: { 'X-API-Key': key },
    body: JSON.stringify({ commands, parallel: true }),
  });
  const { replies } = await response.json();
  process.stdout.write(replies.map(({ ticket }) => `${ticket.ticket}\n`).join(''));
}
