import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes an authority and a certificate of 127.0.0.1 that it has issued, in a folder that goes with the test. */
export async function makeCertificates(test) {
  const folder = await mkdtemp(path.join(tmpdir(), 'switchboard-tls-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  const file = (name) => path.join(folder, name);
  await run('openssl', ['req', '-x509', ...KEY, '-keyout', file('ca.key'), '-out', file('ca.pem'), '-days', '2', '-subj', '/CN=Test Authority']);
  await run('openssl', ['req', ...KEY, '-keyout', file('key.pem'), '-out', file('request.pem'), '-subj', '/CN=localhost']);
  await writeFile(file('extensions'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  await run('openssl', [
    'x509', '-req', '-in', file('request.pem'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial',
    '-out', file('certificate.pem'), '-days', '2', '-extfile', file('extensions'),
  ]);
  return { ca: file('ca.pem'), certificate: file('certificate.pem'), key: file('key.pem') };
}
