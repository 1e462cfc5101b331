import { SproutError } from '../../contract/index.ts';
import type { Core } from '../../create-core.ts';
import { portFlag, type Arguments } from '../arguments.ts';
import { openLasting, print, progress } from '../with-core.ts';

/** `gateway --port N`: the live gateway for visitors of the website, until Ctrl-C. Only this computer reaches it, where the tunnel runs; `--host` says otherwise. */
export async function gateway(given: Arguments): Promise<number> {
  if (given.rest.length > 0) throw new SproutError('usage', { reason: 'sprout gateway [--port N] [--host H]' });
  const core = await opened(given);
  try {
    const host = given.flags.get('host') ?? '127.0.0.1';
    const { port } = await core.features.gateway.open({ port: portFlag(given, core.features.gateway.state(given.locale).port), host });
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const sites = await core.features.visits.sites();
    print(given, { url, port, sites }, () => (given.locale === 'zh' ? `实时应答已在 ${url} 打开，已发布的站点：${sites.join('、') || '无'}` : `The live gateway is open at ${url}; published sites: ${sites.join(', ') || 'none'}`));
    progress(given, given.locale === 'zh' ? '按 Ctrl-C 结束。' : 'Press Ctrl-C to end.');
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    return 0;
  } finally {
    await core.close();
  }
}

/** Sprout itself has a switch for it: two processes never write one workspace. */
async function opened(given: Arguments): Promise<Core> {
  try {
    return await openLasting(given);
  } catch (error) {
    if (error instanceof SproutError && error.code === 'workspace-busy') throw new SproutError('gateway-elsewhere', error.fields, { cause: error });
    throw error;
  }
}
