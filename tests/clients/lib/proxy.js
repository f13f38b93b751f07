import net from 'node:net';
import { once } from 'node:events';

/** A TCP proxy in front of a server, whose connections a test can cut. */
export class Proxy {
  #sockets = new Set();
  #isCut = false;
  #listener;

  static async start(targetPort) {
    const proxy = new Proxy();
    proxy.#listener = net.createServer((socket) => proxy.#accept(socket, targetPort)).listen(0, '127.0.0.1');
    await once(proxy.#listener, 'listening');
    proxy.baseUrl = `http://127.0.0.1:${proxy.#listener.address().port}`;
    return proxy;
  }

  /** Resets all connections, and new ones until `restore`. */
  cut() {
    this.#isCut = true;
    this.#resetAll();
  }

  restore() {
    this.#isCut = false;
  }

  close() {
    this.#listener.close();
    this.#resetAll();
  }

  #accept(client, targetPort) {
    if (this.#isCut) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const server = net.connect(targetPort, '127.0.0.1');
    this.#join(client, server);
    this.#join(server, client);
  }

  #join(from, to) {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.pipe(to);
  }

  #resetAll() {
    for (const socket of this.#sockets) {
      socket.resetAndDestroy();
    }
  }
}
