import { describeServer } from '../lib/suite.js';
import { callCases } from './calls.js';
import { channelCases } from './channels.js';
import { connectionCases } from './connections.js';
import { deltaCases } from './deltas.js';
import { mapCases } from './maps.js';
import { payloadCases } from './payloads.js';
import { recoveryCases } from './recovery.js';
import { serverApiCases } from './server-api.js';
import { serverSubscriptionCases } from './server-subscriptions.js';
import { tagFilterCases } from './tag-filters.js';
import { tokenCases } from './tokens.js';

const GROUPS = [
  callCases, connectionCases, channelCases, payloadCases, serverSubscriptionCases, tokenCases, serverApiCases, recoveryCases, tagFilterCases,
  deltaCases, mapCases,
];

/** Runs everything that one wire must be able to do, against one server. */
export function describeWire(wire, overrides = {}) {
  describeServer(wire.name, (env) => {
    for (const define of GROUPS) {
      define(wire, env);
    }
  }, overrides);
}
