import { createHmac } from 'node:crypto';
import { config } from './config.js';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Unix time in seconds, that many seconds from now. */
export function secondsFromNow(seconds) {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** A JSON Web Token, HS256. Serves as connection token (sub, channels, info …) and as subscription token (sub, channel …). */
export function token(claims, secret = config.tokens.hmacSecret) {
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}
