import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sprout } from '../../support/sprout-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('sprout gateway', { timeout: 60_000 }, () => {
  it('opens the live gateway until it is told to end, and nothing but the gateway', async () => {
    const home = join(await temporaryFolder(), 'home');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(process.cwd(), 'core/cli/main.ts'), 'gateway', '--port', '0', '--json', '--home', home], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => { child.kill('SIGKILL'); });
    const [line] = await once(child.stdout, 'data') as [Buffer];
    const { url, port, sites } = JSON.parse(line.toString()) as { url: string; port: number; sites: string[] };
    expect([url, Array.isArray(sites)]).toEqual([`http://127.0.0.1:${port}`, true]);
    const statuses = await Promise.all(['/api/status', '/v1/models', '/', '/sites/none/site.json'].map(async (path) => (await fetch(`${url}${path}`)).status));
    expect(statuses).toEqual([404, 404, 404, 404]);
    const second = await sprout(['gateway', '--port', '0', '--json', '--home', home]);
    expect(second.code).toBe(1);
    expect(second.json<{ error: { code: string; message: string } }>().error).toEqual({ code: 'gateway-elsewhere', message: expect.stringContaining(String(child.pid)) as string });
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('takes a port and an address that can be ones, and says in both languages what is wrong', async () => {
    const home = join(await temporaryFolder(), 'home');
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => { server.close(); });
    await once(server, 'listening');
    const taken = String((server.address() as AddressInfo).port);
    const wrong: readonly (readonly [number, string, RegExp, ...string[]])[] = [
      [2, 'flag-number', /--port takes/, '--port', 'x'], [2, 'flag-number', /70000/, '--port', '70000'], [2, 'usage', /sprout gateway/, 'extra'],
      [1, 'port-taken', new RegExp(`Port ${taken} is used`), '--port', taken], [1, 'gateway-host', /没有地址“198\.51\.100\.7”/, '--port', '0', '--host', '198.51.100.7', '--lang', 'zh'],
    ];
    for (const [code, named, says, ...args] of wrong) {
      const result = await sprout(['gateway', '--json', '--home', home, ...args]);
      expect([result.code, result.json<{ error: { code: string } }>().error.code]).toEqual([code, named]);
      expect(result.stderr).toMatch(says);
    }
  });
});
