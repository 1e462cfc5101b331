import { describe, expect, it } from 'vitest';
import { normalOrigin } from '../../../../core/features/sites/origins.ts';

describe('an origin', () => {
  it.each([
    ['https://shop.example', 'https://shop.example'], ['https://shop.example/', 'https://shop.example'], [' https://shop.example ', 'https://shop.example'], ['HTTPS://Shop.Example', 'https://shop.example'],
    ['https://shop.example:443', 'https://shop.example'], ['https://shop.example:8443', 'https://shop.example:8443'], ['https://茶馆.example', 'https://xn--cl1ay07b.example'], ['https://xn--cl1ay07b.example', 'https://xn--cl1ay07b.example'],
    ['http://localhost:5173', 'http://localhost:5173'], ['http://127.0.0.1', 'http://127.0.0.1'], ['http://[::1]:8080/', 'http://[::1]:8080'], ['https://192.168.1.5', 'https://192.168.1.5'], ['https://[2001:db8::1]', 'https://[2001:db8::1]'],
  ])('%j is kept as browsers send it', (given, kept) => { expect(normalOrigin(given)).toBe(kept); });

  it.each([
    '', ' ', 'null', '*', 'https://*', 'https://*.shop.example', 'shop.example', '//shop.example', 'https:shop.example', 'https:/shop.example', 'https:///shop.example', 'https://',
    'http://shop.example', 'ftp://shop.example', 'file:///index.html', 'javascript:alert(1)', 'data:text/html,x', 'blob:https://shop.example/x', 'chrome-extension://abc', 'ws://shop.example',
    'https://shop.example/page', 'https://shop.example//', 'https://shop.example?x', 'https://shop.example#x', 'https://shop.example/?', 'https://user@shop.example', 'https://user:pw@shop.example', 'https://shop.example@evil.example',
    'https://shop.example\\.evil.example', 'https://shop.example\\@evil.example', 'https://shop.example%2eevil.example', 'https://shop.example%00', 'https://shop .example', 'https://shop.example\nhttps://evil.example', 'https://shop\u200b.example',
    'https://shop.example\u202e', 'https://shop.example.', 'https://shop..example', 'https://shop.example:', 'https://shop.example:0x50', 'https://shop.example:99999', 'https://shop.example:-1', 'https://shop', 'https://2130706433', 'https://0x7f.1', 'https://127.1', 'https://[::1', 'https://[::ffff:1.2.3.4]x',
    'http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'http://127.0.0.2', 'http://[::2]', 'https://shop.example,https://evil.example', 'https://<b>.example', "https://shop.example'", 'https://shop.example"', 'https://shop.example`x', 'https://shop.example{x}', 'https://shop.example|x',
  ])('%j is refused', (given) => { expect(() => normalOrigin(given)).toThrowError(expect.objectContaining({ code: 'origin-invalid' })); });
});
