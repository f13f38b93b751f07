import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { io } from 'socket.io-client';
import { connect, serve, uniqueMethod } from '../lib/calls.js';
import { within } from '../lib/events.js';
import { uniqueUser } from '../lib/names.js';
import { describeServer, test } from '../lib/suite.js';
import { token } from '../lib/tokens.js';
import { wires } from '../lib/wires.js';

const PAGE = readFileSync(new URL('../../../docs/jobs.md', import.meta.url), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
const METHOD = 'work:report';
const AsyncFunction = (async () => {}).constructor;

describeServer('jobs', (env) => {
  for (const wire of Object.values(wires)) {
    test(`${wire.name}: a job is carried out by a client that serves, and its owner is told to the end`, async (t) => {
      const [method, user] = [uniqueMethod(), uniqueUser()];
      const ann = await connect(t, wire, env, user);
      const worker = await serve(t, wire, env, method, async ({ id, data, job, attempt, caller }) => {
        await worker.rpc('sb.answer', { id, progress: { percent: 50 } });
        return { data: { data, job, attempt, user: caller.user } };
      });

      const fields = { method, data: { month: 5 }, idempotency_key: 'k' };
      const { id } = await ann.rpc('sb.job', fields);
      assert.deepEqual(await ann.rpc('sb.job', fields), { id });

      const result = { data: { month: 5 }, job: id, attempt: 1, user };
      const end = await told(ann, user, (job) => job.state === 'done');
      assert.deepEqual([end.notice.id, end.notice.result, end.tags.kind], [id, result, 'job']);
      assert.ok(end.tags.id);
      assert.deepEqual((await told(ann, user, (job) => job.state === 'progress')).notice.progress, { percent: 50 });
      const status = await ann.rpc('sb.job_status', { id });
      assert.deepEqual([status.state, status.user, status.attempt, status.result], ['done', user, 1, result]);
      assert.deepEqual((await ann.rpc('sb.jobs', { state: 'done' })).jobs.map((job) => job.id), [id]);
      assert.deepEqual(await ann.rpc('sb.job_cancel', { id }), { cancelled: false });
    });
  }

  test('the examples of the page work', async (t) => {
    const [submit, socketIo, listen, work] = EXAMPLES;
    assert.equal(EXAMPLES.length, 4);
    const user = uniqueUser();
    const { peer } = await connect(t, wires.websocketJson, env, user);
    const worker = await connect(t, wires.websocketJson, env);
    const socket = io(env.server.baseUrl, { forceNew: true, auth: { token: token({ sub: user }) } });
    t.after(() => socket.close());
    await within(new Promise((resolve) => socket.once('connect', resolve)), () => 'the connection');
    const lines = [];
    let isDone;
    const done = new Promise((resolve) => (isDone = resolve));
    const console = { log: (...values) => lines.push(values.join(' ')) && values[1] === 'done' && isDone() };
    const run = (code, client) => new AsyncFunction('client', 'socket', 'console', code)(client, socket, console);

    await run(listen, peer.client);
    await run(socketIo, peer.client);
    await run(submit, peer.client);
    await run(work, worker.peer.client);

    await within(done, () => lines.join('\n'));
    assert.ok(lines.some((line) => /done \/reports\/5\?by=[0-9a-f]{32}$/.test(line)), lines.join('\n'));
    assert.ok(lines.includes(`#${user} cancelled `), lines.join('\n'));
    assert.equal((await env.api.call('jobs', { method: METHOD, user })).jobs.length, 2);
  });
});

/** What the user was told of a job, or will be: the newest publication that fits. */
async function told({ peer }, user, condition) {
  const publication = await peer.events.next('publication', ({ channel, data, tags }) => channel === `#${user}` && tags?.event === 'job' && condition(peer.decode(data)));
  return { notice: peer.decode(publication.data), tags: publication.tags };
}
