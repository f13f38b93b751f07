import http from 'node:http';
import { within } from './events.js';

/** Sends a request with exactly these headers (fetch decides on some itself) and returns status and headers; the body is not waited for. */
export function requestHead(url, { method = 'GET', headers = {}, body } = {}) {
  const head = new Promise((resolve, reject) => {
    const answered = (response, socket) => {
      resolve({ status: response.statusCode, headers: response.headers });
      (socket ?? response).destroy();
    };
    const request = http.request(url, { method, headers, agent: false });
    request.once('response', answered);
    request.once('upgrade', answered);
    request.once('error', reject);
    request.end(body);
  });
  return within(head, () => `the answer to ${method} ${url}`);
}

/** The headers of a WebSocket handshake. */
export const webSocketHeaders = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.from('the sample nonce').toString('base64'),
};
