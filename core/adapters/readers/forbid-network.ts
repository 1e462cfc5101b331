import { createRequire } from 'node:module';
import { Socket } from 'node:net';

/** Reading a file needs no network. A document that names an outside address must not be able to reach it, whatever a parser does. */
export function forbidNetwork(): void {
  const refuse = (): never => { throw new Error('A reader process has no network.'); };
  Socket.prototype.connect = refuse;
  globalThis.fetch = refuse;
  const require = createRequire(import.meta.url);
  const dns = require('node:dns') as Record<string, unknown>;
  dns['lookup'] = refuse;
  const datagram = require('node:dgram') as Record<string, unknown>;
  datagram['createSocket'] = refuse;
}
