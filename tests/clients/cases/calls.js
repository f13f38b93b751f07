import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { connect, serve, uniqueMethod } from '../lib/calls.js';
import { connectAs } from '../lib/clients.js';
import { uniqueUser } from '../lib/names.js';

export function callCases(wire, env) {
  test('a client serves a method, and others call it', async (t) => {
    const method = uniqueMethod();
    const user = uniqueUser();
    await serve(t, wire, env, method, ({ data, caller, deadline_ms }) => ({ data: { sum: data.a + data.b, caller: caller.user, inTime: deadline_ms > 0 } }));
    const caller = await connect(t, wire, env, user);
    const expected = { sum: 3, caller: user, inTime: true };

    assert.deepEqual(await caller.rpc(method, { a: 1, b: 2 }), expected);
    assert.deepEqual(await caller.rpc('sb.call', { method, data: { a: 1, b: 2 } }), { data: expected });
    assert.deepEqual((await env.api.call('call', { method, data: { a: 2, b: 1 } })).data.sum, 3);
    assert.deepEqual((await env.api.call('rpc', { method, params: { a: 2, b: 1 } })).data.sum, 3);
  });

  test('a worker answers with an error and tells how far it is', async (t) => {
    const method = uniqueMethod();
    await serve(t, wire, env, method, async ({ id }, worker) => {
      await worker.rpc('sb.answer', { id, progress: { percent: 50 } });
      return { error: { code: 1001, message: 'sold out' } };
    });
    const caller = await connect(t, wire, env);

    await assert.rejects(caller.rpc('sb.call', { method, id: 'mine' }), { code: 1001, message: 'sold out' });

    assert.deepEqual(await caller.messages.next('progress'), { id: 'mine', data: { percent: 50 } });
  });

  test('a caller cancels, and the worker is told', async (t) => {
    const method = uniqueMethod();
    const worker = await serve(t, wire, env, method, () => undefined);
    const caller = await connect(t, wire, env);
    const pending = assert.rejects(caller.rpc('sb.call', { method, id: 'mine' }), { code: 412 });
    const { id } = await worker.messages.next('call');

    assert.deepEqual(await caller.rpc('sb.cancel', { id: 'mine' }), { taken: true });

    await pending;
    assert.deepEqual(await worker.messages.next('cancel'), { id });
    assert.deepEqual(await worker.rpc('sb.answer', { id, data: 1 }), { taken: false });
  });

  test('a call whose worker leaves ends at once, or goes to another', async (t) => {
    const method = uniqueMethod();
    const [first, second] = [await serve(t, wire, env, method, () => undefined), await serve(t, wire, env, method, () => undefined)];
    const caller = await connect(t, wire, env);
    const lost = assert.rejects(caller.rpc(method), { code: 411 });
    await first.messages.next('call');
    const repeated = caller.rpc('sb.call', { method, idempotent: true });
    const { id } = await second.messages.next('call');
    await serve(t, wire, env, method, (call) => ({ data: call.id }));

    first.peer.client.disconnect();
    await lost;
    second.peer.client.disconnect();

    assert.deepEqual(await repeated, { data: id });
  });

  test('a call reaches the user or the connection that is meant', async (t) => {
    const method = uniqueMethod();
    const [user, other] = [uniqueUser(), uniqueUser()];
    const worker = await serve(t, wire, env, method, () => ({ data: 'meant' }), user);
    await serve(t, wire, env, method, () => ({ data: 'other' }), other);
    const { connections } = await worker.rpc('sb.connections');
    assert.deepEqual(connections.map(({ client }) => client), [worker.peer.connected.client]);

    assert.equal((await env.api.call('call', { method, user })).data, 'meant');
    assert.equal((await env.api.call('call', { method, client: connections[0].client })).data, 'meant');
    assert.equal((await env.api.call('call', { method, user: other })).data, 'other');
  });

  test('serving needs permission, and stops', async (t) => {
    const method = uniqueMethod();
    const worker = await serve(t, wire, env, method, () => ({ data: 1 }));
    await assert.rejects(worker.rpc('sb.serve', { method: 'closed:sum' }), { code: 103 });
    assert.equal(await worker.rpc(method), 1);

    assert.deepEqual(await worker.rpc('sb.unserve', { method }), {});

    await assert.rejects(worker.rpc(method), { code: 104 });
  });

  test('a token names the methods that its bearer may serve', async (t) => {
    const method = `closed:${randomUUID()}`;
    const peer = await connectAs(t, wire, env.server, uniqueUser(), { serve: [method], call: [method] });

    await peer.client.rpc('sb.serve', peer.encode({ method }));
    await assert.rejects(peer.client.rpc('sb.serve', peer.encode({ method: `${method}x` })), { code: 103 });
  });

  test('a message is sent to a user', async (t) => {
    const user = uniqueUser();
    const receiver = await connectAs(t, wire, env.server, user);
    const sender = await connect(t, wire, env);

    const { messages: [message] } = await sender.rpc('sb.send', { user, data: { text: 'hello' }, event: 'note' });

    assert.deepEqual([message.user, message.state], [user, 'accepted']);
    const publication = await receiver.events.next('publication');
    assert.deepEqual(receiver.decode(publication.data), { text: 'hello' });
    assert.deepEqual(publication.tags, { id: message.id, event: 'note' });
  });
}
