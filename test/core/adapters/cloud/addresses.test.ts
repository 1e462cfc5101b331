import type { LookupAddress } from 'node:dns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRemoteModels } from '../../../../core/adapters/cloud/index.ts';
import { placeOf, remoteAddress } from '../../../../core/shared/net/remote-address.ts';
import { startRemoteServer, type RemoteServer } from '../../../support/remote-server.ts';

let server: RemoteServer;
beforeAll(async () => { server = await startRemoteServer(); });
afterAll(() => server.close());
const portOf = (): string => new URL(server.address).port;

const taken = [
  'https://api.deepseek.com/v1', 'https://dashscope.aliyuncs.com/compatible-mode/v1', 'https://8.8.8.8/v1', 'https://[2606:4700::1111]/v1', 'https://10.0.0.5:8443/v1', 'http://127.0.0.1:11434/v1', 'http://localhost:8080/v1', 'http://192.168.1.20:8000/v1', 'http://10.1.2.3/v1',
  'http://172.16.0.9/v1', 'http://100.101.102.103:11434/v1', 'http://[::1]:8080/v1', 'http://[fd12:3456::1]:8080/v1', 'http://[::ffff:192.168.1.2]/v1', 'http://nas.local:11434/v1', 'http://2130706433/v1', 'http://0x7f.1/v1',
];
const refused = [
  '', 'api.deepseek.com', 'ftp://10.0.0.1/v1', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/plain,x', 'ws://10.0.0.1/', 'https://user:pass@api.example/v1', 'https://key@api.example/v1', 'https://api.example/v1?key=1', 'https://api.example/v1#x',
  'http://8.8.8.8/v1', 'http://1.1.1.1:8080/v1', 'http://134744072/v1', 'http://0x08080808/v1', 'http://010.010.010.010/v1', 'http://[2606:4700::1111]/v1', 'http://[::ffff:8.8.8.8]/v1', 'http://172.32.0.1/v1', 'http://192.169.0.1/v1', 'http://11.0.0.1/v1',
  'http://0.0.0.0:8080/v1', 'https://0.0.0.0/v1', 'http://[::]/v1', 'http://169.254.169.254/latest', 'https://169.254.169.254/latest', 'http://169.254.1.1/v1', 'http://[fe80::1]/v1', 'http://[::ffff:169.254.169.254]/v1', 'http://2852039166/v1',
  'http://100.100.100.200/v1', 'https://168.63.129.16/v1', 'http://[fd00:ec2::254]/v1', 'https://192.0.0.192/opc', 'http://224.0.0.1/v1', 'https://255.255.255.255/v1', 'http://240.0.0.1/v1', 'http://[ff02::1]/v1', 'http://[64:ff9b::a9fe:a9fe]/v1', 'http://[2002:7f00:1::]/v1',
];
/** What a name stands for. */
const resolved: readonly [string, readonly string[], boolean][] = [
  ['http', ['127.0.0.1'], true], ['http', ['8.8.8.8'], false], ['http', ['127.0.0.1', '8.8.8.8'], false], ['http', ['169.254.169.254'], false], ['http', ['::ffff:169.254.169.254'], false], ['http', ['fd00:ec2::254'], false], ['http', ['100.100.100.200'], false], ['http', ['0.0.0.0'], false],
  ['http', ['2606:4700::1111'], false], ['https', ['169.254.169.254'], false], ['https', ['0.0.0.0'], false], ['https', ['fe80::1'], false], ['https', ['127.0.0.1', '169.254.169.254'], false],
];

describe('where a model may be asked', () => {
  test.each(taken)('%s', (address) => { expect(() => remoteAddress(address)).not.toThrow(); });
  test.each(refused)('not %s', (address) => { expect(() => remoteAddress(address)).toThrowError(expect.objectContaining({ code: expect.stringMatching(/^remote-(?:address|plain)$/) as string })); });

  test('an address in figures is looked at however it is written', () => {
    expect(['10.0.0.1', '::ffff:10.0.0.1', '::1', '8.8.8.8', '::ffff:8.8.8.8', '169.254.169.254', 'nonsense'].map(placeOf)).toEqual(['own', 'own', 'own', 'public', 'public', 'refused', 'refused']);
  });

  test('the path of a call at its end is none of the address', () => {
    expect(remoteAddress('https://api.example/v1/chat/completions/').href).toBe('https://api.example/v1');
  });

  test.each(resolved)('%s to a name that stands for %s: %s', async (scheme, addresses, reached) => {
    const before = server.connections();
    const resolve = (): Promise<LookupAddress[]> => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
    const asked = createRemoteModels({ resolve }).models({ address: `${scheme}://models.test:${portOf()}/v1`, key: 'sk-canary', signal: new AbortController().signal });
    if (reached) await expect(asked).resolves.toEqual(['test-model']);
    else {
      await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/^remote-(?:address|plain)$/) as string });
      expect(server.connections()).toBe(before);
    }
  });

  test('a name that changes between two looks is asked at the address that was looked at', async () => {
    let looks = 0;
    const resolve = (): Promise<LookupAddress[]> => { looks += 1; return Promise.resolve([{ address: looks === 1 ? '127.0.0.1' : '8.8.8.8', family: 4 }]); };
    await createRemoteModels({ resolve }).models({ address: `http://models.test:${portOf()}/v1`, signal: new AbortController().signal });
    expect(looks).toBe(1);
  });
});
