import { describe, expect, it } from 'vitest';
import type { Block } from '../../../../core/contract/index.ts';
import { findingsOf } from '../../../../core/features/sites/findings.ts';
import { secrets } from '../../../../core/shared/text/secrets.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const made = (...parts: string[]): string => parts.join('');

describe('a secret', () => {
  it.each([
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl'],
    [`key ${made('sk', '-proj-', 'abcdefghijklmnopqrstuvwx')} end`, made('sk', '-proj-', 'abcdefghijklmnopqrstuvwx')], [made('sk', '_live_', '0123456789abcdefghijklmn'), made('sk', '_live_', '0123456789abcdefghijklmn')],
    [made('AKIA', 'IOSFODNN7EXAMPLE'), made('AKIA', 'IOSFODNN7EXAMPLE')], [made('LTAI', '5tAbCdEfGhIjKlMnOpQr'), made('LTAI', '5tAbCdEfGhIjKlMnOpQr')],
    [made('ghp', '_', 'abcdefghijklmnopqrstuvwxyz0123456789'), made('ghp', '_', 'abcdefghijklmnopqrstuvwxyz0123456789')], [made('xoxb', '-', '123456789012-abcdefghijkl'), made('xoxb', '-', '123456789012-abcdefghijkl')],
    ['password: hunter22', 'password: hunter22'], ['Passwort WLAN\nPWD = s3cret!!', 'PWD = s3cret!!'], ['密码：abc12345', '密码：abc12345'], ['后台登录密码是：茶馆2024', '登录密码是：茶馆2024'], ['api_key="abcd1234efgh"', 'api_key="abcd1234efgh'],
    ['postgres://shop:pa55@db.example/main', 'postgres://shop:pa55@db.example/main'], ['Server=db;User Id=sa;Password=Pa55word;', 'Password=Pa55word'],
  ])('is seen in %j', (text, shown) => { expect(secrets(text)).toEqual([{ text: shown, start: text.indexOf(shown) }]); });

  it.each(['Forgot your password? Ask us.', '密码忘了怎么办？请致电。', 'The password must have 8 letters.', 'https://shop.example/a:b', 'Passwords: see the handbook'.slice(0, 10), 'Secret garden: tea', 'token ring', 'mailto:shop@example.com', 'Key: 1'])('is not seen in %j', (text) => { expect(secrets(text)).toEqual([]); });
});

function blocks(...texts: string[]): Block[] {
  let start = 0;
  return texts.map((text, at) => { const block: Block = { kind: 'paragraph', text, start, end: start + text.length, page: at + 1 }; start += text.length + 1; return block; });
}

const look = (id: string, held: Block[], more: { name?: string; title?: string } = {}) => findingsOf({ id, name: 'a.txt', title: '', blocks: held, ...more });

describe('what leaves', () => {
  it('shows what a firm does not usually show, with its page and place', async () => {
    const held = blocks('Mail shop@example.com or call 010-62345678.', '客户身份证11010519491231002X，卡号6222021234567890128');
    const text = held.map((block) => block.text).join('\n');
    const found = await look('d', held);
    expect(found.map(({ kind, severity, page }) => [kind, severity, page])).toEqual([['email', 'look', 1], ['phone', 'look', 1], ['id', 'stop', 2], ['card', 'stop', 2]]);
    for (const one of found) expect(text.slice(one.start, one.end)).toBe(one.text);
  });

  it('has the same key for the same text in the same document, another in another', async () => {
    const [first] = await look('d', blocks('password: hunter22'));
    const [moved] = await look('d', blocks('New first line', 'password: hunter22'));
    const [other] = await look('e', blocks('password: hunter22'));
    const [changed] = await look('d', blocks('password: hunter23'));
    expect(moved?.key).toBe(first?.key);
    expect(new Set([first?.key, other?.key, changed?.key]).size).toBe(3);
    expect(first?.key).not.toContain('hunter');
  });

  it('looks like a list of people from five on, and is another list with another person', async () => {
    const mails = (count: number): string => Array.from({ length: count }, (_, at) => `guest${at}@example.com`).join('\n');
    const list = async (count: number) => (await look('d', blocks(mails(count)))).filter(({ kind }) => kind === 'list');
    expect(await list(4)).toEqual([]);
    const [five, six] = [(await list(5))[0], (await list(6))[0]];
    expect(five).toMatchObject({ severity: 'stop', start: 0, end: mails(5).length });
    expect(six?.key).not.toBe(five?.key);
    const phones = Array.from({ length: 6 }, (_, at) => `1381234567${at}`).join('\n');
    expect((await look('d', blocks(phones))).filter(({ kind }) => kind === 'list')).toHaveLength(1);
    const desks = Array.from({ length: 9 }, (_, at) => `010-6234567${at}`).join('\n');
    expect((await look('d', blocks(desks))).filter(({ kind }) => kind === 'list')).toEqual([]);
  });

  it('shows what stands in its name and title alone', async () => {
    const found = await look('d', blocks('Prices'), { name: '11010519491231002X.pdf', title: 'For Mr Ortega' });
    expect(found.map(({ kind, start, end }) => [kind, start, end])).toEqual([['id', 0, 0], ['name', 0, 0]]);
  });

  it('shows a mail address within a secret as that secret alone', async () => {
    expect((await look('d', blocks('smtp://info:pa55@mail.example.com'))).map(({ kind }) => kind)).toEqual(['secret']);
  });
});
