import { after, before, describe } from 'node:test';
import { Server } from './server.js';

export { describe, test } from 'node:test';

const TESTS_AT_A_TIME = 8;

/** A group of tests that share one server, found in `env.server` and `env.api` while they run. */
export function describeServer(name, define, overrides = {}) {
  describe(name, { concurrency: TESTS_AT_A_TIME }, () => {
    const env = {};
    before(async () => {
      env.server = await Server.start(overrides);
      env.api = env.server.api;
    });
    after(() => env.server?.stop());
    define(env);
  });
}
