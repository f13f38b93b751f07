import { io as io4 } from 'socket.io-client';
import io2 from 'socket.io-client-v2';
import io23 from 'socket.io-client-v2-3';

/** The official clients of Socket.IO, by version. */
export const clients = { 4: io4, 2.5: io2, 2.3: io23 };

/** Whether a version sends what it knows in CONNECT, and is told why it was refused by `connect_error`; older ones say it in the address, and have `error`. */
export const isNew = (version) => version === '4';
