import { randomUUID } from 'node:crypto';

/** A channel name that no other test uses. */
export function uniqueChannel(namespace = 'chat') {
  return `${namespace}:${randomUUID()}`;
}

/** A user id that no other test uses. */
export function uniqueUser() {
  return `user-${randomUUID()}`;
}
