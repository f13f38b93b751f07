// A WebSocket client of few lines, for load: sends commands of the Centrifuge protocol and hands on what comes, line by line.
import net from 'node:net';

function frame(text) {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 6 : 8;
  const bytes = Buffer.allocUnsafe(head + length).fill(0, 2, head);
  bytes[0] = 0x81;
  bytes[1] = 0x80 | (length < 126 ? length : 126);
  if (head === 8) bytes.writeUInt16BE(length, 2);
  bytes.write(text, head);
  return bytes;
}

/** Connects; resolves once the upgrade is answered. */
export function connect(port, onLine) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    let rest = Buffer.alloc(0);
    let isOpen = false;
    let parts = [];

    function take() {
      let at = 0;
      while (at + 2 <= rest.length) {
        const short = rest[at + 1] & 0x7f;
        const head = short === 126 ? 4 : short === 127 ? 10 : 2;
        if (at + head > rest.length) break;
        const length = short === 126 ? rest.readUInt16BE(at + 2) : short === 127 ? Number(rest.readBigUInt64BE(at + 2)) : short;
        if (at + head + length > rest.length) break;
        const opcode = rest[at] & 0x0f;
        if (opcode <= 1) {
          parts.push(rest.subarray(at + head, at + head + length));
          if (rest[at] & 0x80) {
            const text = (parts.length === 1 ? parts[0] : Buffer.concat(parts)).toString('latin1');
            parts = [];
            if (text.includes('\n')) text.split('\n').forEach(onLine);
            else onLine(text);
          }
        } else if (opcode === 8) {
          socket.destroy(new Error(`closed: ${rest.readUInt16BE(at + head)}`));
          return;
        }

        at += head + length;
      }

      rest = at === rest.length ? Buffer.alloc(0) : rest.subarray(at);
    }

    socket.on('connect', () => socket.write(
      `GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'));
    socket.on('error', reject);
    socket.on('data', (data) => {
      rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
      if (!isOpen) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        isOpen = true;
        rest = rest.subarray(end + 4);
        resolve({ send: (text) => socket.write(frame(text)), close: () => socket.destroy() });
      }

      take();
    });
  });
}
