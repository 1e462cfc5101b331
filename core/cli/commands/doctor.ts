import type { Arguments } from '../arguments.ts';
import { withApi } from '../api/index.ts';
import { print } from '../with-core.ts';

/** `doctor`: exit 1 when something is wrong. */
export async function doctor(given: Arguments): Promise<number> {
  return withApi(given, async (api) => {
    const report = await api.call('doctor');
    print(given, report, () => report.checks.map(({ ok, message, fix }) => `${ok ? 'ok ' : '!! '} ${message}${fix ? `\n    ${fix}` : ''}`).join('\n'));
    return report.ok ? 0 : 1;
  });
}
