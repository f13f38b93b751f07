import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Api } from './api.js';
import { configWith } from './config.js';
import { environment } from './dotnet.js';
import { eventually, within } from './events.js';

const DEFAULT_COMMAND = 'dotnet ../../src/Switchboard.Server/bin/Release/net10.0/Switchboard.Server.dll serve';
const OUTPUT_KEPT = 8_000;

/** A Switchboard that runs as a child process. */
export class Server {
  #overrides;
  #process;
  #directory;
  #exited;
  #output = '';

  /** Starts a server and waits until it is ready. The overrides replace options of the suite's configuration. */
  static async start(overrides = {}) {
    const server = new Server();
    server.#overrides = overrides;
    server.port = await freePort();
    server.baseUrl = `${overrides.tls ? 'https' : 'http'}://127.0.0.1:${server.port}`;
    server.api = new Api(server.baseUrl);
    await server.run();
    return server;
  }

  /** The last of what it has written. */
  get output() {
    return this.#output;
  }

  /** Runs the process; after `stop`, runs it again on the same port. */
  async run() {
    this.#directory = await mkdtemp(path.join(tmpdir(), 'switchboard-clients-'));
    const configFile = path.join(this.#directory, 'switchboard.json');
    await writeFile(configFile, JSON.stringify(configWith(this.#overrides)));

    const [command, ...args] = (process.env.SWITCHBOARD_COMMAND ?? DEFAULT_COMMAND).split(' ');
    this.#process = spawn(command, [...args, '--config', configFile, '--urls', this.baseUrl], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exited = once(this.#process, 'exit');
    this.#exited.catch(() => {});
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.on('data', (chunk) => {
        this.#output = (this.#output + chunk).slice(-OUTPUT_KEPT);
      });
    }
    process.once('exit', () => this.#process.kill('SIGKILL'));
    await this.#becomeReady();
  }

  /** Asks the process to end with SIGTERM; a code other than 0 is an error. */
  async stop() {
    this.#process.kill('SIGTERM');
    try {
      const [code, signal] = await within(this.#exited, () => `the server's end; its output:\n${this.#output}`);
      if (code !== 0) {
        throw new Error(`the server ended with ${code ?? signal}; its output:\n${this.#output}`);
      }
    } finally {
      this.#process.kill('SIGKILL');
      await rm(this.#directory, { recursive: true, force: true });
    }
  }

  /** Ends the process as a crash would: nobody is told. */
  async kill() {
    this.#process.kill('SIGKILL');
    await this.#exited;
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #becomeReady() {
    const isReady = async () => {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) {
        throw new Error(`the server ended before it was ready; its output:\n${this.#output}`);
      }
      const response = await fetch(`${this.baseUrl}/health/ready`).catch(() => undefined);
      await response?.text();
      return response?.status === 200;
    };
    try {
      await eventually(isReady, 'the server to be ready');
    } catch (error) {
      this.#process.kill('SIGKILL');
      throw new Error(`${error.message}\n${this.#output}`);
    }
  }
}

/** Below the ports that systems hand out by themselves: nobody who asks for any port gets it while the server starts, or restarts. */
async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const listener = net.createServer().listen(port, '127.0.0.1');
    try {
      await once(listener, 'listening');
    } catch (error) {
      if (error.code === 'EADDRINUSE') {
        continue;
      }
      throw error;
    }
    listener.close();
    await once(listener, 'close');
    return port;
  }
}
