import { generateKeyPairSync, sign } from 'node:crypto';

/** A device with a key of its own: P-256, or Ed25519. */
export class Device {
  constructor(id, kind = 'ec') {
    this.id = id;
    const { publicKey, privateKey } = kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync(kind);
    this.publicKey = publicKey.export({ type: 'spki', format: 'pem' });
    this.privateKey = privateKey;
    this.kind = kind;
  }

  /** Registers it. */
  register(api) {
    return api.call('device_create', { id: this.id, public_key: this.publicKey });
  }

  /** Asks for a challenge, and answers it. */
  async token(baseUrl) {
    const response = await fetch(`${baseUrl}/connection/challenge`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ device: this.id }),
    });
    const { nonce } = await response.json();
    const data = Buffer.from(`switchboard-device-v1\n${new URL(baseUrl).host}\n${this.id}\n${nonce}`);
    const signature = this.kind === 'ec' ? sign('sha256', data, { key: this.privateKey, dsaEncoding: 'ieee-p1363' }) : sign(null, data, this.privateKey);
    return `device.${this.id}.${nonce}.${signature.toString('base64url')}`;
  }
}
