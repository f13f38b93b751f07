import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { within } from './events.js';

const DEADLINE_MS = 60_000;

// Debian's own, whose packages these are, before any other that the path may have.
const interpreter = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const modules = spawnSync(interpreter, ['-c', 'import requests, socketio, websocket']);

/** Why programs in Python cannot be run here; false where they can. test.sh installs what they need. */
export const missing = modules.status === 0 ? false : 'python-socketio is not installed (Debian: python3-socketio python3-requests python3-websocket)';

/** Runs a program of the folder `python` and returns what it told, by name. */
export async function run(program, ...args) {
  const child = spawn(interpreter, [fileURLToPath(new URL(`../python/${program}`, import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => { output += chunk; });
  child.stderr.on('data', (chunk) => { errors += chunk; });
  try {
    const [code] = await within(once(child, 'close'), () => `${program}; so far:\n${output}${errors}`, DEADLINE_MS);
    if (code !== 0) {
      throw new Error(`${program} ended with ${code}:\n${output}${errors}`);
    }
  } finally {
    kill();
    process.off('exit', kill);
  }
  return Object.fromEntries(output.trim().split('\n').map((line) => JSON.parse(line)).map(({ what, value }) => [what, value]));
}
