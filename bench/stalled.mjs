// A subscriber that stops reading: connects, subscribes, reads nothing for a while, then reads on and tells how it was closed.
//   node bench/stalled.mjs <port> <channel> <seconds>
import net from 'node:net';

const [port, channel, seconds] = [Number(process.argv[2]), process.argv[3], Number(process.argv[4])];
const socket = net.connect(port, '127.0.0.1');
let received = Buffer.alloc(0);
let opened = false;
let stalled = false;

function frame(text) {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

/** The code of the close frame behind whole frames, if it is there. */
function closeCode(buffer) {
  for (let at = 0; at + 2 <= buffer.length;) {
    const short = buffer[at + 1] & 0x7f;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (at + head > buffer.length) {
      return undefined;
    }

    const length = short === 126 ? buffer.readUInt16BE(at + 2) : short === 127 ? Number(buffer.readBigUInt64BE(at + 2)) : short;
    if ((buffer[at] & 0x0f) === 8 && at + head + 2 <= buffer.length) {
      return buffer.readUInt16BE(at + head);
    }

    at += head + length;
  }

  return undefined;
}

socket.on('connect', () => socket.write(
  `GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'));
socket.on('data', (data) => {
  received = Buffer.concat([received, data]);
  if (!opened && received.includes('\r\n\r\n')) {
    opened = true;
    received = received.subarray(received.indexOf('\r\n\r\n') + 4);
    socket.write(frame('{"id":1,"connect":{}}'));
    socket.write(frame(JSON.stringify({ id: 2, subscribe: { channel } })));
    return;
  }

  if (opened && !stalled && received.includes('"subscribe"')) {
    stalled = true;
    socket.pause();
    console.error('stalled');
    setTimeout(() => socket.resume(), seconds * 1000);
  }
});
socket.on('end', () => socket.end());
socket.on('error', (error) => console.error(error.message));
socket.on('close', () => {
  console.log(JSON.stringify({ close: closeCode(received) ?? null, receivedBytes: received.length }));
});
