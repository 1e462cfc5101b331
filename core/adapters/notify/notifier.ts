import { promises as dns } from 'node:dns';
import { SproutError } from '../../contract/index.ts';
import type { NotificationAddress, Notifier } from '../../ports/notifier.ts';
import type { Resolve } from '../../shared/net/guarded-lookup.ts';
import { sendMail, type Mailbox } from './mail.ts';
import { post, type PostOptions } from './post.ts';
import { services } from './webhook-request.ts';

export interface NotifierOptions {
  /** For tests with a local server only. */
  readonly allowPrivate?: boolean;
  readonly tls?: PostOptions['tls'];
  readonly resolve?: Resolve;
  readonly now?: () => Date;
}

const mailAddress = /^[^\s@<>"',;:\\]+@[^\s@<>"',;:\\]+$/;

/** Webhooks over https, signed as each service asks for it, and mail over SMTP. */
export function createNotifier({ allowPrivate = false, tls, resolve = async (hostname) => dns.lookup(hostname, { all: true }), now = () => new Date() }: NotifierOptions = {}): Notifier {
  const guard: PostOptions = { resolve, allowPrivate, tls };

  /** What went wrong, by code: messages of libraries may repeat what was sent. */
  function failure(host: string, error: unknown): SproutError {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    if (code === 'EBLOCKED') return new SproutError('address-blocked', { address: host }, { cause: error });
    return new SproutError('notification-failed', { host, reason: [code ?? (error as Error).name, responseCode].filter((part) => part !== undefined).join(' ') });
  }

  return {
    check(name, address) {
      if (address.kind === 'email') {
        const { user } = mailbox(name, address);
        return { shown: user };
      }
      return { shown: webAddress(name, address).host };
    },
    async send(address, message) {
      if (address.kind === 'email') {
        const box = mailbox('', address);
        return sendMail(box, message, guard).catch((error: unknown) => { throw failure(box.host, error); });
      }
      const url = webAddress('', address);
      const service = services[address.kind];
      const reply = await post(service.request(url, message, address.secret, now()), guard).catch((error: unknown) => { throw failure(url.host, error); });
      const refusal = service.refusal(reply);
      if (refusal !== undefined) throw new SproutError('notification-failed', { host: url.host, reason: refusal });
    },
  };
}

function parsedUrl(name: string, address: string): URL {
  if (!URL.canParse(address)) throw new SproutError('notification-address', { name, reason: 'not an address' });
  return new URL(address);
}

function webAddress(name: string, { address }: NotificationAddress): URL {
  const url = parsedUrl(name, address);
  if (url.protocol !== 'https:') throw new SproutError('notification-address', { name, reason: 'https:// …' });
  if (url.username !== '' || url.password !== '') throw new SproutError('notification-address', { name, reason: '@' });
  return url;
}

function mailbox(name: string, { address, secret, to }: NotificationAddress): Mailbox {
  const url = parsedUrl(name, address);
  const secure = url.protocol === 'smtps:';
  if (!secure && url.protocol !== 'smtp:') throw new SproutError('notification-address', { name, reason: 'smtps://user@host:port' });
  const user = decodeURIComponent(url.username);
  if (!mailAddress.test(user) || url.hostname === '' || url.password !== '') throw new SproutError('notification-address', { name, reason: 'smtps://name%40example.com@host:port' });
  if (secret === undefined || secret === '') throw new SproutError('notification-address', { name, reason: 'password' });
  const recipient = to?.trim() ?? user;
  if (!mailAddress.test(recipient)) throw new SproutError('notification-address', { name, reason: recipient.slice(0, 100) });
  return { host: url.hostname, port: Number(url.port) || (secure ? 465 : 587), secure, user, password: secret, to: recipient };
}
