import { connect, type Socket } from 'node:net';
import type { NotificationMessage } from '../../ports/notifier.ts';
import { guardedLookup } from '../../shared/net/guarded-lookup.ts';
import { requirePublic, type PostOptions } from './post.ts';

export interface Mailbox { readonly host: string; readonly port: number; /** TLS from the first byte; else STARTTLS, without which nothing is sent. */ readonly secure: boolean; readonly user: string; readonly password: string; readonly to: string }

const timeout = 15_000;

/** Sends a mail from a mailbox. The socket is ours, so that its address is checked where it is connected to. @throws Error with a code. */
export async function sendMail({ host, port, secure, user, password, to }: Mailbox, { title, lines }: NotificationMessage, guard: PostOptions): Promise<void> {
  const { createTransport } = await import('nodemailer');
  requirePublic(host, guard);
  const connection = await open(host, port, guard);
  const transport = createTransport({
    host, port, secure, connection, requireTLS: !secure, auth: { user, pass: password }, tls: { servername: host, ...guard.tls },
    connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, disableFileAccess: true, disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from: { name: 'Sprout', address: user }, to, subject: title, text: lines.join('\n') });
  } finally {
    transport.close();
    connection.destroy();
  }
}

function open(host: string, port: number, guard: PostOptions): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port, lookup: guardedLookup(guard), timeout });
  socket.once('connect', () => { resolve(socket); });
  socket.once('error', reject);
  socket.once('timeout', () => { socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })); });
  return promise;
}
