import { createHmac, randomUUID } from 'node:crypto';
import type { NotificationAddress, NotificationMessage } from '../../ports/notifier.ts';

export interface WebhookRequest { readonly url: URL; readonly headers: Readonly<Record<string, string>>; readonly body: string }
export interface WebhookReply { readonly status: number; readonly body: string }

interface Service {
  request(url: URL, message: NotificationMessage, secret: string | undefined, now: Date): WebhookRequest;
  /** @returns why the message was not taken; undefined when it was. Some services answer 200 to everything and say it in the body. */
  refusal(reply: WebhookReply): string | undefined;
}

const json = { 'content-type': 'application/json; charset=utf-8' } as const;
const textOf = ({ title, lines }: NotificationMessage): string => [title, ...lines].join('\n');
const hmac = (key: string | Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64');
const notOk = ({ status }: WebhookReply): string | undefined => (status >= 200 && status < 300 ? undefined : `HTTP ${status}`);

/** A number in the reply, 0 where all is well. */
const byCode = (...names: readonly string[]) => (reply: WebhookReply): string | undefined => {
  const failed = notOk(reply);
  if (failed !== undefined) return failed;
  const said = parsed(reply.body);
  const code = names.map((name) => said[name]).find((value) => typeof value === 'number');
  return code === undefined || code === 0 ? undefined : String(code);
};

/** What a visitor wrote is text: a service that reads marks in it is given none. */
const withoutTags = (text: string): string => text.replaceAll('<', '‹').replaceAll('>', '›');

/** Each as its service publishes it. */
export const services: Readonly<Record<Exclude<NotificationAddress['kind'], 'email'>, Service>> = {
  /** WeCom's group robots know no signature: the key is in the address. */
  wecom: {
    request: (url, message) => ({ url, headers: json, body: JSON.stringify({ msgtype: 'text', text: { content: textOf(message) } }) }),
    refusal: byCode('errcode'),
  },
  /** Signed in the address: HMAC-SHA256 of `<milliseconds>\n<secret>` with the secret. */
  dingtalk: {
    request(given, message, secret, now) {
      const url = new URL(given);
      if (secret) {
        const timestamp = String(now.getTime());
        url.searchParams.set('timestamp', timestamp);
        url.searchParams.set('sign', hmac(secret, `${timestamp}\n${secret}`));
      }
      return { url, headers: json, body: JSON.stringify({ msgtype: 'text', text: { content: textOf(message) } }) };
    },
    refusal: byCode('errcode'),
  },
  /** Signed in the body: HMAC-SHA256 of nothing, with `<seconds>\n<secret>` as the key. */
  feishu: {
    request(url, message, secret, now) {
      const timestamp = String(Math.floor(now.getTime() / 1000));
      const signed = secret ? { timestamp, sign: hmac(`${timestamp}\n${secret}`, '') } : {};
      return { url, headers: json, body: JSON.stringify({ ...signed, msg_type: 'text', content: { text: withoutTags(textOf(message)) } }) };
    },
    refusal: byCode('code', 'StatusCode'),
  },
  /** Slack signs what it sends, not what it receives: the address is the key. */
  slack: {
    request: (url, message) => ({ url, headers: json, body: JSON.stringify({ text: textOf(message).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') }) }),
    refusal: notOk,
  },
  /** As standardwebhooks.com: HMAC-SHA256 of `<id>.<seconds>.<body>`, base64, after `v1,`. A secret that begins with `whsec_` is base64. */
  webhook: {
    request(url, { title, lines }, secret, now) {
      const id = `msg_${randomUUID()}`;
      const timestamp = String(Math.floor(now.getTime() / 1000));
      const body = JSON.stringify({ type: 'sprout.inbox', timestamp: now.toISOString(), data: { title, lines } });
      const key = secret?.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
      return { url, headers: { ...json, 'webhook-id': id, 'webhook-timestamp': timestamp, ...(key ? { 'webhook-signature': `v1,${hmac(key, `${id}.${timestamp}.${body}`)}` } : {}) }, body };
    },
    refusal: notOk,
  },
};

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {}; // Not JSON: the status said that all is well.
  }
}
