import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connectAs } from './clients.js';
import { Recorder } from './events.js';
import { uniqueUser } from './names.js';

const CONNECTION_CLOSED = 11;

/** A method that no other test serves. */
export const uniqueMethod = () => `calls:${randomUUID()}`;

/** A peer with the messages about calls that it received: `call`, `cancel` and `progress`. */
export async function connect(t, wire, env, user = uniqueUser()) {
  const peer = await connectAs(t, wire, env.server, user);
  const messages = new Recorder();
  peer.client.on('message', ({ data }) => {
    for (const [name, content] of Object.entries(peer.decode(data))) {
      messages.add(name, content);
    }
  });
  const rpc = async (method, data = {}) => {
    const result = await peer.client.rpc(method, peer.encode(data));
    return result.data === undefined || result.data.length === 0 ? undefined : peer.decode(result.data);
  };
  return { peer, messages, rpc };
}

/** A peer that serves a method: every call is answered with what the handler returns. */
export async function serve(t, wire, env, method, handler, user) {
  const worker = await connect(t, wire, env, user);
  worker.peer.client.on('message', async ({ data }) => {
    const { call } = worker.peer.decode(data);
    const answer = call && (await handler(call, worker));
    if (answer) {
      // The test may be over, and the connection closed, before the hub has said that it took the answer.
      await worker.rpc('sb.answer', { id: call.id, ...answer }).catch((error) => assert.equal(error.code, CONNECTION_CLOSED));
    }
  });
  await worker.rpc('sb.serve', { method });
  return worker;
}
