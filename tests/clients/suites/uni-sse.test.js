import assert from 'node:assert/strict';
import EventSource from 'eventsource';
import { Recorder, within } from '../lib/events.js';
import { uniqueChannel, uniqueUser } from '../lib/names.js';
import { Proxy } from '../lib/proxy.js';
import { EventReader, publicationsIn } from '../lib/sse.js';
import { describeServer, test } from '../lib/suite.js';
import { secondsFromNow, token } from '../lib/tokens.js';

describeServer('one-way SSE', (env) => {
  const urlOf = (baseUrl, request) => `${baseUrl}/connection/uni_sse?cf_connect=${encodeURIComponent(JSON.stringify(request))}`;
  const requestFor = (channels, user = uniqueUser()) => ({ token: token({ sub: user, channels }) });
  const open = (t, request, lastEventId) =>
    EventReader.open(t, urlOf(env.server.baseUrl, request), lastEventId ? { headers: { 'Last-Event-ID': lastEventId } } : {});
  const isAbout = (channel, kind) => ({ data }) => data.channel === channel && kind in data;
  const pushesOf = (reader) => reader.events.all('event').map(({ data }) => data);

  /** Waits until that value was published to the channel and returns all of the channel's values up to it. */
  async function valuesUntil(reader, channel, last) {
    const all = () => publicationsIn(pushesOf(reader), channel);
    await reader.events.next('event', () => all().includes(last));
    return all();
  }

  test('the first event is connect, the others are pushes without a wrapper, each with an id', async (t) => {
    const user = uniqueUser();
    const channel = uniqueChannel();
    const reader = await open(t, requestFor([channel], user));
    assert.match(reader.response.headers.get('content-type'), /^text\/event-stream/);

    const first = await reader.events.next('event');
    const { connect } = first.data;
    assert.ok(connect.client);
    assert.ok(channel in connect.subs);
    assert.ok(`#${user}` in connect.subs);
    assert.ok(!connect.pong);
    assert.ok(first.id);

    await env.api.publish(channel, { text: 'hello' }, { tags: { kind: 'x' } });
    const second = await reader.events.next('event', isAbout(channel, 'pub'));
    assert.deepEqual([second.data.pub.data, second.data.pub.offset, second.data.pub.tags], [{ text: 'hello' }, 1, { kind: 'x' }]);
    assert.ok(!('push' in second.data));
    assert.ok(second.id);
    assert.notEqual(second.id, first.id);
  });

  test('what was published with line ends arrives as one event', async (t) => {
    const channel = uniqueChannel();
    const reader = await open(t, requestFor([channel]));
    await reader.events.next('event');
    await env.api.post('/api/publish', `{"channel": "${channel}", "data": {\n  "a": [\r\n 1,\r 2 ]\n\n} }`);
    const { data } = await reader.events.next('event', isAbout(channel, 'pub'));
    assert.deepEqual(data.pub.data, { a: [1, 2] });
  });

  test('the connect request may come as the body of a POST', async (t) => {
    const channel = uniqueChannel();
    const reader = await EventReader.open(t, `${env.server.baseUrl}/connection/uni_sse`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(requestFor([channel])),
    });
    assert.ok((await reader.events.next('event')).data.connect.client);
    await env.api.publish(channel, 1);
    assert.deepEqual(await valuesUntil(reader, channel, 1), [1]);
  });

  test('the server subscribes, unsubscribes and disconnects by pushes', async (t) => {
    const user = uniqueUser();
    const channel = uniqueChannel();
    const reader = await open(t, requestFor([], user));
    await reader.events.next('event');

    await env.api.call('subscribe', { user, channel });
    await reader.events.next('event', isAbout(channel, 'subscribe'));
    await env.api.call('unsubscribe', { user, channel });
    const { data } = await reader.events.next('event', isAbout(channel, 'unsubscribe'));
    assert.equal(data.unsubscribe.code, 2000);

    await env.api.call('refresh', { user, expire_at: secondsFromNow(3600) });
    const refreshed = await reader.events.next('event', (event) => 'refresh' in event.data);
    assert.equal(refreshed.data.refresh.expires, true);

    await env.api.call('disconnect', { user });
    const last = await reader.events.next('event', (event) => 'disconnect' in event.data);
    assert.equal(last.data.disconnect.code, 3503);
    await reader.events.next('end');
  });

  test('an invalid token is told by a disconnect push or refused at once', async (t) => {
    const reader = await open(t, { token: token({ sub: uniqueUser() }, 'another secret that is just as long as the right one') });
    if (reader.response.status === 200) {
      const { data } = await reader.events.next('event');
      assert.equal(data.disconnect.code, 3500);
      await reader.events.next('end');
    } else {
      assert.ok([401, 403].includes(reader.response.status), `refused with ${reader.response.status}`);
    }
  });

  test('Last-Event-ID resumes exactly what was missed, in all channels', async (t) => {
    const channels = [uniqueChannel(), uniqueChannel()];
    const request = requestFor(channels);
    const before = await open(t, request);
    await before.events.next('event');
    for (const channel of channels) {
      await env.api.publishAll(channel, [1, 2]);
      assert.deepEqual(await valuesUntil(before, channel, 2), [1, 2]);
    }
    const { id } = before.events.all('event').at(-1);
    before.close();
    for (const channel of channels) {
      await env.api.publishAll(channel, [3, 4, 5]);
    }

    const resumed = await open(t, request, id);
    const { connect } = (await resumed.events.next('event')).data;
    for (const channel of channels) {
      assert.equal(connect.subs[channel].recovered, true);
      await env.api.publish(channel, 6);
      assert.deepEqual(await valuesUntil(resumed, channel, 6), [3, 4, 5, 6]);
    }
  });

  test('the id of the connect event resumes from there', async (t) => {
    const channel = uniqueChannel();
    await env.api.publish(channel, 'before');
    const request = requestFor([channel]);
    const reader = await open(t, request);
    const { id } = await reader.events.next('event');
    reader.close();
    await env.api.publish(channel, 'missed');
    const resumed = await open(t, request, id);
    await resumed.events.next('event');
    await env.api.publish(channel, 'live');
    assert.deepEqual(await valuesUntil(resumed, channel, 'live'), ['missed', 'live']);
  });

  test('an id older than what is kept is told and recovers nothing', async (t) => {
    const channel = uniqueChannel();
    const request = requestFor([channel]);
    const before = await open(t, request);
    await before.events.next('event');
    await env.api.publish(channel, 1);
    const { id } = await before.events.next('event', isAbout(channel, 'pub'));
    before.close();
    await env.api.publish(channel, 2);
    await env.api.call('history_remove', { channel });

    const resumed = await open(t, request, id);
    const { connect } = (await resumed.events.next('event')).data;
    assert.ok(!connect.subs[channel].recovered);
    await env.api.publish(channel, 3);
    assert.deepEqual(await valuesUntil(resumed, channel, 3), [3]);
  });

  test('Last-Event-ID opens no channel that the token does not', async (t) => {
    const [kept, lost] = [uniqueChannel(), uniqueChannel('closed')];
    const user = uniqueUser();
    const before = await open(t, requestFor([kept, lost], user));
    const { id } = await before.events.next('event');
    before.close();
    await env.api.publish(lost, 'secret');

    const resumed = await open(t, requestFor([kept], user), id);
    const { connect } = (await resumed.events.next('event')).data;
    assert.ok(!(lost in connect.subs));
    await env.api.publish(lost, 'another secret');
    await env.api.publish(kept, 'open');
    assert.deepEqual(await valuesUntil(resumed, kept, 'open'), ['open']);
    assert.deepEqual(publicationsIn(pushesOf(resumed), lost), []);
  });

  test('a made-up Last-Event-ID does no harm', async (t) => {
    const channel = uniqueChannel();
    for (const id of ['x', '=', 'A'.repeat(4_000), '{"a":1}']) {
      const reader = await open(t, requestFor([channel]), id);
      assert.equal(reader.response.status, 200, id);
      assert.ok((await reader.events.next('event')).data.connect);
    }
  });

  test('an EventSource comes back by itself after a cut and misses nothing', async (t) => {
    const channel = uniqueChannel();
    const proxy = await Proxy.start(env.server.port);
    const source = new EventSource(urlOf(proxy.baseUrl, requestFor([channel])));
    t.after(() => {
      source.close();
      proxy.close();
    });
    const pushes = new Recorder();
    source.onmessage = ({ data }) => pushes.add('push', JSON.parse(data));
    const failed = new Promise((resolve) => {
      source.onerror = resolve;
    });
    const values = () => publicationsIn(pushes.all('push'), channel);

    await pushes.next('push', (push) => 'connect' in push);
    await env.api.publish(channel, 1);
    await pushes.next('push', () => values().includes(1));
    proxy.cut();
    await within(failed, () => 'the EventSource to notice');
    await env.api.publishAll(channel, [2, 3]);
    proxy.restore();

    await pushes.take('push', 2, (push) => 'connect' in push);
    await env.api.publish(channel, 4);
    await pushes.next('push', () => values().includes(4));
    assert.deepEqual(values(), [1, 2, 3, 4]);
  });
});
