import { describeWire } from '../cases/all.js';
import { wires } from '../lib/wires.js';

describeWire(wires.sseJson);
