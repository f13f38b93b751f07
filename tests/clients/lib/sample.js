import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environment } from './dotnet.js';
import { eventually } from './events.js';

const PROGRAM = '../../samples/SocketIoConformance/bin/Release/net10.0/SocketIoConformance.dll';

/** The Socket.IO echo of the samples, as a child process on a port that the system chooses. */
export class Sample {
  #process;
  #output = '';

  static async start(...settings) {
    const sample = new Sample();
    await sample.#run(settings);
    return sample;
  }

  async stop() {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  async #run(settings) {
    this.#process = spawn('dotnet', [PROGRAM, '--urls', 'http://127.0.0.1:0', ...settings], {
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
