import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { io } from 'socket.io-client';
import { eventually, within } from '../lib/events.js';
import { Server } from '../lib/server.js';

const CLIENTS = 1_000;
const AT_A_TIME = 100;
const PUBLICATIONS = 20;
const PATIENCE_MS = 60_000;
const CHANNEL = 'orders:crowd';

test(`${CLIENTS} clients in one channel receive everything in order, also across the death of the hub`, { timeout: 4 * PATIENCE_MS }, async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'switchboard-crowd-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const server = await Server.start({
    namespaces: { orders: { storage: 'durable', historySize: 1000, allowSubscribe: ['anonymous'], allowPublish: ['service'] } },
    storage: { path: path.join(folder, 'hub.db') },
  });
  t.after(() => server.stop());
  const crowd = await enter(t, server.baseUrl);

  await publish(server, 0);
  await everybodyHas(crowd, PUBLICATIONS);

  await server.kill();
  await server.run();
  await publish(server, PUBLICATIONS);
  await everybodyHas(crowd, 2 * PUBLICATIONS);

  const all = Array.from({ length: 2 * PUBLICATIONS }, (_, number) => number);
  for (const member of crowd) {
    assert.deepEqual(member.received, all);
    assert.deepEqual(member.starts, [false, true], 'the second time, it recovers');
  }
});

async function enter(t, url) {
  const crowd = [];
  t.after(() => crowd.forEach((member) => member.socket.close()));
  while (crowd.length < CLIENTS) {
    const more = Array.from({ length: AT_A_TIME }, () => new Member(url));
    crowd.push(...more);
    await within(Promise.all(more.map((member) => member.entered)), () => 'everybody to be in', PATIENCE_MS);
  }
  return crowd;
}

async function publish(server, from) {
  for (let number = from; number < from + PUBLICATIONS; number++) {
    await server.api.publish(CHANNEL, number);
  }
}

const everybodyHas = (crowd, count) =>
  eventually(() => crowd.every(({ received }) => received.length >= count), `everybody to have ${count} publications`, 50, PATIENCE_MS);

/** A client that subscribes whenever it is connected, from where it was. */
class Member {
  received = [];
  starts = [];
  #position;

  constructor(url) {
    this.socket = io(url, { forceNew: true, transports: ['websocket'], reconnectionDelay: 200, reconnectionDelayMax: 500 });
    this.socket.on('publication', (publication) => this.#take(publication));
    this.entered = new Promise((resolve) => {
      this.socket.on('connect', () => this.#subscribe(resolve));
    });
  }

  // A callback and no promise: what comes right behind the acknowledgement would overtake one.
  #subscribe(done) {
    this.socket.emit('subscribe', { channel: CHANNEL, recover: this.#position !== undefined, ...this.#position }, (start) => {
      this.starts.push(start.recovered);
      this.#position = { epoch: start.epoch, offset: start.offset };
      start.publications?.forEach(({ data }) => this.received.push(data));
      done();
    });
  }

  #take({ data, offset }) {
    this.received.push(data);
    this.#position.offset = offset;
  }
}
