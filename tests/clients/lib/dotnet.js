import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Recorder, within } from './events.js';
import { token } from './tokens.js';

const PROGRAM = '../../tests/Switchboard.Client.TestPrograms/bin/Release/net10.0/Switchboard.Client.TestPrograms.dll';

/** For programs of .NET: one that is killed leaves the files behind by which debuggers would find it. */
export const environment = { ...process.env, DOTNET_EnableDiagnostics: '0' };

/** A program with the .NET client that serves one method and calls another. Its events are the lines that it writes. */
export class DotnetPeer {
  events = new Recorder();
  #process;
  #output = '';

  /** Starts it, and waits until it serves. It ends with the test. */
  static async start(test, { baseUrl }, { user, encoding, serves, calls }) {
    const peer = new DotnetPeer();
    const url = `${baseUrl.replace('http', 'ws')}/connection/websocket`;
    peer.#process = spawn('dotnet', [PROGRAM, 'peer', url, token({ sub: user }), encoding, serves, calls], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const exited = once(peer.#process, 'exit');
    test.after(async () => {
      peer.#process.stdin.end();
      const [code] = await within(exited, () => 'the .NET client to end').finally(() => peer.#process.kill('SIGKILL'));
      if (code !== 0) {
        throw new Error(`the .NET client ended with ${code}: ${peer.#output}`);
      }
    });
    peer.#process.stderr.on('data', (chunk) => {
      peer.#output += chunk;
    });
    createInterface({ input: peer.#process.stdout }).on('line', (line) => {
      const [, name, rest] = /^(\w+) ?(.*)$/.exec(line);
      peer.events.add(name, rest);
    });
    await peer.events.next('serving');
    return peer;
  }

  /** Calls the method that somebody else serves; how it ended is among the events. */
  call(argument) {
    this.#process.stdin.write(`${JSON.stringify(argument)}\n`);
  }
}
