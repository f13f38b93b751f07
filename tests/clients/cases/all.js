import { after, before, describe } from 'node:test';
import { Server } from '../lib/server.js';
import { channelCases } from './channels.js';
import { connectionCases } from './connections.js';
import { payloadCases } from './payloads.js';
import { recoveryCases } from './recovery.js';
import { serverApiCases } from './server-api.js';
import { serverSubscriptionCases } from './server-subscriptions.js';
import { tagFilterCases } from './tag-filters.js';
import { tokenCases } from './tokens.js';

const TESTS_AT_A_TIME = 8;

const GROUPS = [
  connectionCases, channelCases, payloadCases, serverSubscriptionCases, tokenCases, serverApiCases, recoveryCases, tagFilterCases,
];

/** Runs everything that one wire must be able to do, against one server. */
export function describeWire(wire) {
  describe(wire.name, { concurrency: TESTS_AT_A_TIME }, () => {
    const env = {};
    before(async () => {
      env.server = await Server.start();
      env.api = env.server.api;
    });
    after(() => env.server?.stop());

    for (const define of GROUPS) {
      define(wire, env);
    }
  });
}
