import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectAs } from '../lib/clients.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';

const TRADES = [
  { ticker: 'BTC', side: 'buy', price: '50000' },
  { ticker: 'BTC', side: 'sell', price: '51000.5' },
  { ticker: 'ETH', side: 'buy', price: '3000' },
  { ticker: 'SOL', side: 'sell' },
  {},
];

const FILTERS = [
  ['eq', { key: 'ticker', cmp: 'eq', val: 'BTC' }, [0, 1]],
  ['in', { key: 'ticker', cmp: 'in', vals: ['ETH', 'SOL'] }, [2, 3]],
  ['and', { op: 'and', nodes: [{ key: 'ticker', cmp: 'in', vals: ['BTC', 'ETH'] }, { key: 'side', cmp: 'eq', val: 'buy' }] }, [0, 2]],
  ['or', { op: 'or', nodes: [{ key: 'ticker', cmp: 'eq', val: 'SOL' }, { key: 'price', cmp: 'gt', val: '50000' }] }, [1, 3]],
  ['not exists', { op: 'not', nodes: [{ key: 'ticker', cmp: 'ex' }] }, [4]],
];

export function tagFilterCases(wire, env) {
  for (const [name, tagsFilter, expected] of FILTERS) {
    test(`a filter by tags (${name}) lets only what fits through`, async (t) => {
      const peer = await connectAs(t, wire, env.server, uniqueUser());
      const channel = uniqueChannel('filtered');
      const [filtered, all] = [
        await peer.subscribe(channel, { tagsFilter }),
        await (await connectAs(t, wire, env.server, uniqueUser())).subscribe(channel),
      ];
      const numbers = TRADES.map((_, index) => index);
      // The second round shows that nothing which should not pass arrives late.
      for (const number of [...numbers, ...numbers]) {
        await env.api.publish(channel, number, { tags: TRADES[number] });
      }
      assert.deepEqual(await filtered.receive(2 * expected.length), [...expected, ...expected]);
      assert.deepEqual(await all.receive(2 * numbers.length), [...numbers, ...numbers]);
      assert.equal(filtered.received.length, 2 * expected.length);
    });
  }

  test('a filter is refused where the namespace does not allow it', async (t) => {
    const peer = await connectAs(t, wire, env.server, uniqueUser());
    const subscription = peer.subscription(uniqueChannel('plain'), { tagsFilter: FILTERS[0][1] });
    subscription.sub.subscribe();
    const { code } = await subscription.events.next('unsubscribed');
    assert.ok([103, 107, 108].includes(code), `refused with ${code}`);
  });
}
