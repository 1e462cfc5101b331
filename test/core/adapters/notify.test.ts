import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createNotifier } from '../../../core/adapters/notify/index.ts';
import type { NotificationAddress } from '../../../core/ports/notifier.ts';
import { localCertificate } from '../../support/local-certificate.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => { for (const close of closers.splice(0)) await close(); });
const now = new Date('2026-03-02T12:00:00.500Z');
const notifier = createNotifier({ allowPrivate: true, tls: { ca: localCertificate.cert, servername: 'localhost' }, now: () => now });
const message = { title: 'Shop: New message', lines: ['Do <!channel> & you <at user_id="all"></at> ship?'] };

interface Received { url: URL; headers: IncomingHttpHeaders; body: string }
async function hook(reply: { status?: number; body?: string } = {}): Promise<{ address: string; received: Received[] }> {
  const received: Received[] = [];
  const server: Server = createServer(localCertificate, (request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString(); });
    request.on('end', () => {
      received.push({ url: new URL(request.url ?? '', 'https://localhost'), headers: request.headers, body });
      response.writeHead(reply.status ?? 200, reply.status === 302 ? { location: 'https://169.254.169.254/' } : {});
      response.end(reply.body ?? '{"errcode":0,"code":0}');
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closers.push(() => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }));
  return { address: `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=canary-key`, received };
}
const only = ([first]: Received[]): Received => { if (!first) throw new Error('nothing was received'); return first; };
const json = <Body>(received: Received[]): Body => JSON.parse(only(received).body) as Body;

describe('webhooks', () => {
  it('to WeCom are text, with the key in the address', async () => {
    const { address, received } = await hook();
    await notifier.send({ kind: 'wecom', address }, message);
    expect(json(received)).toEqual({ msgtype: 'text', text: { content: `${message.title}\n${message.lines[0]}` } });
    expect(only(received).url.searchParams.get('key')).toBe('canary-key');
  });

  it('to DingTalk are signed in the address, by milliseconds and secret', async () => {
    const { address, received } = await hook();
    await notifier.send({ kind: 'dingtalk', address, secret: 'SECabc' }, message);
    const { searchParams } = only(received).url;
    const timestamp = searchParams.get('timestamp') ?? '';
    expect(timestamp).toBe(String(now.getTime()));
    expect(searchParams.get('sign')).toBe(createHmac('sha256', 'SECabc').update(`${timestamp}\nSECabc`, 'utf8').digest('base64'));
    expect(json(received)).toMatchObject({ msgtype: 'text' });
  });

  it('to Feishu are signed in the body, by seconds and secret as the key, and mention nobody', async () => {
    const { address, received } = await hook();
    await notifier.send({ kind: 'feishu', address, secret: 'geheim' }, message);
    const body = json<{ timestamp: string; sign: string; msg_type: string; content: { text: string } }>(received);
    expect(body.timestamp).toBe('1772452800');
    expect(body.sign).toBe(createHmac('sha256', '1772452800\ngeheim').update(Buffer.alloc(0)).digest('base64'));
    expect([body.msg_type, body.content.text.includes('<at')]).toEqual(['text', false]);
  });

  it('to Slack call nobody', async () => {
    const { address, received } = await hook({ body: 'ok' });
    await notifier.send({ kind: 'slack', address }, message);
    expect(json<{ text: string }>(received).text).toContain('&lt;!channel&gt; &amp; you');
  });

  it('to others are signed as Standard Webhooks', async () => {
    for (const secret of ['plain secret', `whsec_${Buffer.from('0123456789abcdef').toString('base64')}`]) {
      const { address, received } = await hook();
      await notifier.send({ kind: 'webhook', address, secret }, message);
      const { headers, body } = only(received);
      const key = secret.startsWith('whsec_') ? Buffer.from('0123456789abcdef') : secret;
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64')}`);
      expect(JSON.parse(body)).toEqual({ type: 'sprout.inbox', timestamp: now.toISOString(), data: message });
    }
    const unsigned = await hook();
    await notifier.send({ kind: 'webhook', address: unsigned.address }, message);
    expect(only(unsigned.received).headers).not.toHaveProperty('webhook-signature');
  });

  it('that are not taken are failures, also where the service answers 200; the secret is in none', async () => {
    const cases: [NotificationAddress['kind'], { status?: number; body?: string }, string][] = [
      ['wecom', { body: '{"errcode":93000,"errmsg":"invalid webhook url canary-key"}' }, '93000'], ['dingtalk', { body: '{"errcode":310000}' }, '310000'], ['feishu', { body: '{"code":19021,"msg":"sign match fail"}' }, '19021'],
      ['slack', { status: 404, body: 'no_service' }, 'HTTP 404'], ['webhook', { status: 500 }, 'HTTP 500'], ['webhook', { status: 302 }, 'HTTP 302'], ['wecom', { status: 502, body: '<html>' }, 'HTTP 502'],
    ];
    for (const [kind, reply, reason] of cases) {
      const { address } = await hook(reply);
      const failure: unknown = await notifier.send({ kind, address, secret: 'canary-secret' }, message).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'notification-failed', fields: { reason, host: new URL(address).host } });
      expect(String((failure as Error).message)).not.toMatch(/canary/);
    }
  });

  it('go to public addresses over https alone, checked where the connection is made', async () => {
    const { address, received } = await hook();
    const { port } = new URL(address);
    const strict = createNotifier({ tls: { ca: localCertificate.cert } });
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f000001', '127.1', '0.0.0.0', '169.254.169.254', '10.0.0.1']) {
      await expect(strict.send({ kind: 'webhook', address: `https://${host}:${port}/` }, message), host).rejects.toMatchObject({ code: 'address-blocked' });
    }
    let asked = 0;
    const rebinding = createNotifier({ tls: { ca: localCertificate.cert }, resolve: () => { asked += 1; return Promise.resolve([{ address: '93.184.215.14', family: 4 }, { address: '127.0.0.1', family: 4 }]); } });
    await expect(rebinding.send({ kind: 'slack', address: `https://hooks.test:${port}/` }, message)).rejects.toMatchObject({ code: 'address-blocked' });
    expect([received.length, asked]).toEqual([0, 1]);
    for (const wrong of ['http://hooks.example/x', 'ftp://hooks.example', 'hooks.example', '', 'https://user:pass@hooks.example', 'javascript:1']) expect(() => strict.check('x', { kind: 'webhook', address: wrong }), wrong).toThrow(expect.objectContaining({ code: 'notification-address' }));
  });

  it('show their host alone', () => {
    expect(notifier.check('x', { kind: 'slack', address: 'https://hooks.slack.example/services/T0/B0/canary' })).toEqual({ shown: 'hooks.slack.example' });
    expect(notifier.check('x', { kind: 'email', address: 'smtps://shop%40example.org@mail.example:465', secret: 'p' })).toEqual({ shown: 'shop@example.org' });
  });
});

/** A mail server that takes one mail and keeps what it was told. */
async function mailServer({ secure, refuse = false }: { secure: boolean; refuse?: boolean }): Promise<{ port: number; lines: string[]; mail: string[] }> {
  const lines: string[] = [];
  const mail: string[] = [];
  const talk = (socket: Socket): void => {
    let data = false;
    let rest = '';
    const say = (text: string): void => { socket.write(`${text}\r\n`); };
    say('220 mail.test ESMTP');
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      rest += part.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        (data ? mail : lines).push(line);
        if (data) { if (line === '.') { data = false; say('250 taken'); } continue; }
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === 'EHLO') say(secure ? '250-mail.test\r\n250 AUTH PLAIN' : '250 mail.test');
        else if (verb === 'AUTH') say(refuse ? '535 5.7.8 wrong password canary' : '235 welcome');
        else if (verb === 'DATA') { data = true; say('354 go on'); }
        else if (verb === 'STAR') say('502 no such command');
        else if (verb === 'QUIT') { say('221 bye'); socket.end(); }
        else say('250 ok');
      }
    });
  };
  const server = secure ? createTlsServer(localCertificate, talk) : createTcpServer(talk);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closers.push(() => new Promise((resolve) => { server.close(() => { resolve(); }); }));
  return { port: (server.address() as AddressInfo).port, lines, mail };
}

describe('mail', () => {
  const box = (port: number, scheme = 'smtps'): NotificationAddress => ({ kind: 'email', address: `${scheme}://shop%40example.org@localhost:${port}`, secret: 'canary-password', to: 'owner@example.org' });

  it('is sent over TLS with the mailbox\' password; a title is one line of one header', async () => {
    const { port, lines, mail } = await mailServer({ secure: true });
    await notifier.send(box(port), { title: '小店: New message\r\nBcc: eve@example.org', lines: ['你好', '.', 'RCPT TO:<eve@example.org>'] });
    expect(lines).toContain(`AUTH PLAIN ${Buffer.from('\0shop@example.org\0canary-password').toString('base64')}`);
    expect(lines).toContain('RCPT TO:<owner@example.org>');
    expect(lines.filter((line) => line.startsWith('RCPT')).filter((line) => !line.includes('owner'))).toEqual([]);
    const head = mail.slice(0, mail.indexOf(''));
    expect(head.some((line) => /^Bcc:/i.test(line))).toBe(false);
    expect(head.some((line) => line.startsWith('Subject: =?UTF-8?'))).toBe(true);
  });

  it('that is refused is a failure without the password', async () => {
    const { port } = await mailServer({ secure: true, refuse: true });
    const failure: unknown = await notifier.send(box(port), message).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'notification-failed', fields: { reason: 'EAUTH 535' } });
    expect(String((failure as Error).message)).not.toContain('canary');
  });

  it('goes to no server without TLS, and to no private address', async () => {
    const { port, lines } = await mailServer({ secure: false });
    await expect(notifier.send(box(port, 'smtp'), message)).rejects.toMatchObject({ code: 'notification-failed' });
    expect(lines.some((line) => line.startsWith('AUTH') || line.startsWith('MAIL'))).toBe(false);
    lines.length = 0;
    await expect(createNotifier().send(box(port), message)).rejects.toMatchObject({ code: 'address-blocked' });
    expect(lines).toEqual([]);
  });

  it('wants an address and a password that can be ones', () => {
    for (const wrong of [{ ...box(1), secret: '' }, { ...box(1), to: 'a@b.example, c@d.example' }, { ...box(1), to: 'a@b.example\r\nBcc: c@d.example' }, { ...box(1), address: 'smtps://mail.example' }, { ...box(1), address: 'https://mail.example' }, { ...box(1), address: 'smtps://a%0d%0ab%40c.example@mail.example' }]) {
      expect(() => notifier.check('x', wrong)).toThrow(expect.objectContaining({ code: 'notification-address' }));
    }
  });
});
