import assert from 'node:assert/strict';
import { connect, serve, uniqueMethod } from '../lib/calls.js';
import { DotnetPeer } from '../lib/dotnet.js';
import { uniqueUser } from '../lib/names.js';
import { describeServer, test } from '../lib/suite.js';
import { wires } from '../lib/wires.js';

describeServer('calls between centrifuge and the .NET client', (env) => {
  for (const [encoding, wire] of [['json', wires.websocketProtobuf], ['protobuf', wires.websocketJson], ['json', wires.sseJson]]) {
    test(`centrifuge (${wire.name}) calls what .NET (${encoding}) serves`, async (t) => {
      const method = uniqueMethod();
      await DotnetPeer.start(t, env.server, { user: uniqueUser(), encoding, serves: method, calls: uniqueMethod() });
      const caller = await connect(t, wire, env);

      assert.deepEqual(await caller.rpc(method, { a: 1, b: 2 }), { sum: 3 });
      assert.deepEqual(await caller.rpc('sb.call', { method, data: { a: 20, b: 22 }, id: 'mine' }), { data: { sum: 42 } });
      assert.deepEqual(await caller.messages.next('progress'), { id: 'mine', data: { percent: 50 } });
      await assert.rejects(caller.rpc(method, { tickets: 1 }), { code: 1001, message: 'sold out' });
    });

    test(`.NET (${encoding}) calls what centrifuge (${wire.name}) serves`, async (t) => {
      const [method, user] = [uniqueMethod(), uniqueUser()];
      await serve(t, wire, env, method, async ({ id, data, caller }, worker) => {
        await worker.rpc('sb.answer', { id, progress: { percent: 50 } });
        return 'a' in data ? { data: { sum: data.a + data.b, caller: caller.user } } : { error: { code: 1001, message: 'sold out' } };
      });
      const caller = await DotnetPeer.start(t, env.server, { user, encoding, serves: uniqueMethod(), calls: method });

      caller.call({ a: 1, b: 2 });
      assert.deepEqual(JSON.parse(await caller.events.next('result')), { sum: 3, caller: user });
      assert.deepEqual(JSON.parse(await caller.events.next('progress')), { percent: 50 });

      caller.call({ tickets: 1 });
      assert.equal(await caller.events.next('error'), '1001 sold out');
    });
  }
});
