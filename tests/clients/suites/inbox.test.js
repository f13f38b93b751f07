import assert from 'node:assert/strict';
import { io } from 'socket.io-client';
import { connect } from '../lib/calls.js';
import { within } from '../lib/events.js';
import { uniqueUser } from '../lib/names.js';
import { describeServer, test } from '../lib/suite.js';
import { token } from '../lib/tokens.js';
import { wires } from '../lib/wires.js';

const PERMISSION_DENIED = 103;

describeServer('inbox', (env) => {
  for (const wire of Object.values(wires)) {
    test(`${wire.name}: a message arrives in #user, is marked, listed, and its sender hears of it`, async (t) => {
      const [annUser, bobUser] = [uniqueUser(), uniqueUser()];
      const ann = await connect(t, wire, env, annUser);
      const desk = await connect(t, wire, env, annUser);
      const bob = await connect(t, wire, env, bobUser);

      const fields = { user: annUser, data: { text: 'Hello' }, kind: 'note', expires_ms: 3_600_000, idempotency_key: 'k' };
      const [{ id, state }] = (await bob.rpc('sb.send', fields)).messages;
      assert.equal(state, 'accepted');
      assert.equal((await bob.rpc('sb.send', fields)).messages[0].id, id);
      const arrived = await publication(ann, annUser, (message) => message.tags.id === id);
      assert.deepEqual([ann.peer.decode(arrived.data), arrived.tags.kind], [{ text: 'Hello' }, 'note']);

      assert.deepEqual(await ann.rpc('sb.mark', { ids: [id], as: 'delivered' }), { unread: 1 });
      assert.deepEqual(ann.peer.received(`#${annUser}`), [{ text: 'Hello' }]);
      assert.deepEqual(await ann.rpc('sb.mark', { ids: [id], as: 'read' }), { unread: 0 });
      const marked = await publication(desk, annUser, (message) => message.tags.event === 'mark');
      assert.deepEqual(desk.peer.decode(marked.data), { ids: [id], as: 'read', unread: 0 });

      const receipt = await publication(bob, bobUser, ({ tags, data }) => tags.event === 'receipt' && bob.peer.decode(data).state === 'read');
      const { messages } = await bob.rpc('sb.state', { ids: [id, 'nothing'] });
      assert.deepEqual(messages, [bob.peer.decode(receipt.data)]);
      assert.deepEqual([messages[0].user, messages[0].state], [annUser, 'read']);
    });
  }

  test('sb.inbox gives pages, newest first, by kind and by whether they are unread', async (t) => {
    const user = uniqueUser();
    const ann = await connect(t, wires.websocketJson, env, user);
    const ids = [];
    for (const number of [1, 2, 3, 4, 5]) {
      const { messages } = await env.api.call('send', { user, data: number, kind: number === 2 ? 'even' : 'odd' });
      ids.unshift(messages[0].id);
    }

    const pages = [];
    for (let cursor; pages.length === 0 || cursor;) {
      const page = await ann.rpc('sb.inbox', { limit: 2, cursor });
      pages.push(page.messages.map(({ id }) => id));
      assert.equal(page.unread, 5);
      cursor = page.cursor;
    }
    assert.deepEqual(pages, [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);

    assert.deepEqual((await ann.rpc('sb.inbox', { kind: 'even' })).messages.map(({ data }) => data), [2]);
    await ann.rpc('sb.mark', { ids: ids.slice(1), as: 'read' });
    const unread = await ann.rpc('sb.inbox', { unread: true });
    assert.deepEqual([unread.unread, unread.messages.map(({ id }) => id)], [1, [ids[0]]]);
    assert.deepEqual(await ann.rpc('sb.inbox', { limit: 0 }), { messages: [], unread: 1 });
  });

  test('users see and mark their own inbox alone, and the states of what they sent', async (t) => {
    const user = uniqueUser();
    const { messages: [{ id }] } = await env.api.call('send', { user, data: 1 });
    const bob = await connect(t, wires.websocketJson, env);

    await assert.rejects(bob.rpc('sb.inbox', { user }), { code: PERMISSION_DENIED });
    await assert.rejects(bob.rpc('sb.mark', { user, ids: [id], as: 'read' }), { code: PERMISSION_DENIED });
    assert.deepEqual(await bob.rpc('sb.state', { ids: [id] }), { messages: [] });
    assert.equal((await env.api.call('state', { ids: [id] })).messages[0].state, 'accepted');
  });

  test('socket.io: a message arrives as a publication with its id', async (t) => {
    const user = uniqueUser();
    const socket = io(env.server.baseUrl, { forceNew: true, auth: { token: token({ sub: user }) } });
    t.after(() => socket.close());
    const arrived = within(new Promise((resolve) => socket.once('publication', resolve)), () => 'the message');
    await within(new Promise((resolve) => socket.once('connect', resolve)), () => 'the connection');

    const { messages: [{ id }] } = await env.api.call('send', { user, data: { text: 'Hello' } });

    const { channel, data, tags } = await arrived;
    assert.deepEqual([channel, data, tags.id], [`#${user}`, { text: 'Hello' }, id]);
  });
});

const publication = ({ peer }, user, condition) => peer.events.next('publication', (message) => message.channel === `#${user}` && message.tags && condition(message));
