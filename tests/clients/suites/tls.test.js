import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeCertificates } from '../lib/certificates.js';

// Node.js reads the authorities that it believes when it starts: the clients run in a process of their own.
for (const takeUpgrades of ['true', 'false']) {
  test(`clients over TLS, listener.takeUpgrades ${takeUpgrades}`, async (t) => {
    const { ca, certificate, key } = await makeCertificates(t);
    const { NODE_TEST_CONTEXT, ...environment } = process.env;
    const clients = spawn(process.execPath, [fileURLToPath(new URL('../cases/tls.js', import.meta.url)), certificate, key, ca, takeUpgrades], {
      env: { ...environment, NODE_EXTRA_CA_CERTS: ca },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [clients.stdout, clients.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const [code] = await once(clients, 'exit');
    assert.equal(code, 0, output);
  });
}
