import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environment } from './dotnet.js';
import { eventually } from './events.js';

const programOf = (name) => `../../samples/${name}/bin/Release/net10.0/${name}.dll`;

/** One of the samples, as a child process on a port that the system chooses. */
export class Sample {
  #process;
  #output = '';

  /** Starts the Socket.IO echo. */
  static start(...settings) {
    return Sample.startProgram('SocketIoConformance', ...settings);
  }

  static async startProgram(name, ...settings) {
    const sample = new Sample();
    await sample.#run(name, settings);
    return sample;
  }

  async stop() {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  async #run(name, settings) {
    this.#process = spawn('dotnet', [programOf(name), '--urls', 'http://127.0.0.1:0', ...settings], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    process.once('exit', () => this.#process.kill('SIGKILL'));
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.on('data', (chunk) => {
        this.#output += chunk;
      });
    }
    const address = () => /Now listening on: (http:\/\/\S+)/.exec(this.#output)?.[1];
    this.baseUrl = await eventually(address, 'the sample to listen');
  }
}
