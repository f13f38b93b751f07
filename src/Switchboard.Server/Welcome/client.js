/** A small client of the Centrifuge protocol in JSON: one connection, one channel, reconnecting and recovering what it missed. */
export class Client extends EventTarget {
  #url; #socket; #channel = ''; #position; #commands = 0; #pending = new Map(); #attempts = 0;

  constructor(url) {
    super();
    this.#url = url;
  }

  /** Connects, and comes back whenever the connection is lost. */
  connect() {
    this.#tell('state', 'connecting');
    this.#socket = new WebSocket(this.#url);
    this.#socket.onopen = () => this.#begin();
    this.#socket.onmessage = (event) => event.data.split('\n').filter(Boolean).forEach((line) => this.#take(JSON.parse(line)));
    this.#socket.onclose = (event) => this.#end(event);
  }

  /** Leaves the channel that is followed and follows another. */
  async follow(channel) {
    const left = this.#channel;
    this.#channel = channel;
    this.#position = undefined;
    if (left && left !== channel) await this.call({ unsubscribe: { channel: left } }).catch(() => {});
    if (this.#socket?.readyState === WebSocket.OPEN) await this.#subscribe();
  }

  publish(data) {
    return this.call({ publish: { channel: this.#channel, data } });
  }

  /** Sends a command; resolves with the reply, rejects with the server's error. */
  call(command) {
    const id = ++this.#commands;
    return new Promise((resolve, reject) => {
      if (this.#socket?.readyState !== WebSocket.OPEN) return reject(new Error('not connected'));
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, ...command }));
    });
  }

  async #begin() {
    try {
      await this.call({ connect: { name: 'welcome' } });
      this.#attempts = 0;
      this.#tell('state', 'connected');
      if (this.#channel) await this.#subscribe();
    } catch (error) {
      this.#tell('problem', `Connecting failed: ${error.message}.`);
    }
  }

  async #subscribe() {
    const channel = this.#channel;
    const recover = this.#position && { recover: true, ...this.#position };
    try {
      const { subscribe } = await this.call({ subscribe: { channel, join_leave: true, ...recover } });
      if (channel !== this.#channel) return;
      if (subscribe.recoverable || subscribe.positioned) this.#position = { offset: subscribe.offset ?? 0, epoch: subscribe.epoch ?? '' };
      this.#tell('subscribed', { resumed: Boolean(recover), recovered: Boolean(subscribe.recovered), position: this.#position });
      (subscribe.publications ?? []).forEach((publication) => this.#publication(publication));
    } catch (error) {
      if (channel === this.#channel) this.#tell('problem', `Following "${channel}" failed: ${error.message}.`);
    }
  }

  #take(message) {
    if (message.id) {
      const waiting = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.error) waiting?.reject(new Error(message.error.message));
      else waiting?.resolve(message);
    } else if (!message.push) {
      this.#socket.send('{}');
    } else if (message.push.channel === this.#channel) {
      const { pub, join, leave, unsubscribe } = message.push;
      if (pub) this.#publication(pub);
      if (join || leave) this.#tell('presence');
      if (unsubscribe?.code >= 2500) this.#subscribe();
      else if (unsubscribe) this.#tell('problem', `The server ended the subscription: ${unsubscribe.reason}.`);
    }
  }

  #publication(publication) {
    if (publication.offset && this.#position) this.#position = { ...this.#position, offset: publication.offset };
    this.#tell('publication', { ...publication, position: this.#position });
  }

  #end({ code, reason }) {
    this.#pending.forEach(({ reject }) => reject(new Error('connection lost')));
    this.#pending.clear();
    if ((code >= 3500 && code < 4000) || code >= 4500) return this.#tell('state', 'refused', reason);
    this.#tell('state', 'waiting', reason);
    setTimeout(() => this.connect(), Math.min(10_000, 250 * 2 ** this.#attempts++) * (0.5 + Math.random() / 2));
  }

  #tell(type, detail, reason) {
    this.dispatchEvent(new CustomEvent(type, { detail: reason === undefined ? detail : { state: detail, reason } }));
  }
}
