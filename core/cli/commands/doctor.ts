import type { Arguments } from '../arguments.ts';
import { print, withCore } from '../with-core.ts';

/** `doctor`: exit 1 when something is wrong. */
export async function doctor(given: Arguments): Promise<number> {
  return withCore(given, async (core) => {
    const report = await core.features.workspace.doctor(given.locale);
    print(given, report, () => report.checks.map(({ ok, message, fix }) => `${ok ? 'ok ' : '!! '} ${message}${fix ? `\n    ${fix}` : ''}`).join('\n'));
    return report.ok ? 0 : 1;
  });
}
