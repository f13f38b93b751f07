import { Centrifuge as JsonCentrifuge } from 'centrifuge';
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf';
import EventSource from 'eventsource';
import WebSocket from 'ws';
import { DEADLINE_MS, Recorder } from './events.js';
import { token } from './tokens.js';

const CLIENT_EVENTS = ['connecting', 'connected', 'disconnected', 'subscribing', 'subscribed', 'unsubscribed', 'publication', 'join', 'leave'];
const SUBSCRIPTION_EVENTS = ['subscribing', 'subscribed', 'unsubscribed', 'publication', 'join', 'leave', 'error'];

/** A centrifuge client with everything that happened to it. Disconnects at the end of the test. */
export class Peer {
  events = new Recorder();

  constructor(test, wire, baseUrl, options = {}) {
    const origin = wire.transport === 'websocket' ? baseUrl.replace('http', 'ws') : baseUrl;
    const Centrifuge = wire.protobuf ? ProtobufCentrifuge : JsonCentrifuge;
    this.wire = wire;
    this.client = new Centrifuge([{ transport: wire.transport, endpoint: origin + wire.path }], {
      emulationEndpoint: `${baseUrl}/emulation`,
      websocket: WebSocket,
      eventsource: EventSource,
      fetch: fetchForClient,
      minReconnectDelay: 50,
      maxReconnectDelay: 500,
      timeout: DEADLINE_MS,
      ...options,
    });
    this.events.listen(this.client, CLIENT_EVENTS);
    test.after(() => this.client.disconnect());
  }

  async connect() {
    this.client.connect();
    this.connected = await this.events.next('connected');
    return this;
  }

  /** A subscription that is not yet subscribed. */
  subscription(channel, options) {
    return new Subscription(this, channel, options);
  }

  /** Subscribes and waits for the server's answer. */
  async subscribe(channel, options) {
    const subscription = this.subscription(channel, options);
    subscription.sub.subscribe();
    subscription.subscribed = await subscription.events.next('subscribed');
    return subscription;
  }

  /** What the client library takes as data: with Protobuf, bytes. */
  encode(value) {
    return this.wire.protobuf ? new TextEncoder().encode(JSON.stringify(value)) : value;
  }

  decode(data) {
    return this.wire.protobuf ? JSON.parse(new TextDecoder().decode(data)) : data;
  }

  /** The data of the publications of server-side subscriptions so far. */
  received(channel) {
    return this.events.all('publication').filter((context) => context.channel === channel).map((context) => this.decode(context.data));
  }
}

/** A subscription of a peer with everything that happened to it. */
class Subscription {
  events = new Recorder();

  constructor(peer, channel, options) {
    this.peer = peer;
    this.sub = peer.client.newSubscription(channel, options);
    this.events.listen(this.sub, SUBSCRIPTION_EVENTS);
  }

  /** The data of the publications so far. */
  get received() {
    return this.events.all('publication').map((context) => this.peer.decode(context.data));
  }

  /** Waits for so many publications and returns the data of these. */
  async receive(count) {
    return (await this.events.take('publication', count)).map((context) => this.peer.decode(context.data));
  }
}

/** A connected peer with a token of that user. */
export function connectAs(test, wire, server, user, claims = {}, options = {}) {
  return new Peer(test, wire, server.baseUrl, { token: token({ sub: user, ...claims }), ...options }).connect();
}

// The client library sends to /emulation without looking at the outcome, so that a cut connection would end the process.
function fetchForClient(url, options) {
  const response = fetch(url, options);
  return String(url).endsWith('/emulation') ? response.catch(() => undefined) : response;
}
