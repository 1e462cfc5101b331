import { SproutError, type ProgramKey } from '../../contract/index.ts';
import type { Arguments } from '../arguments.ts';
import { print, withCore } from '../with-core.ts';

/** `keys list|make NAME|revoke ID`: who may use /v1. A key is printed once, when it is made. */
export async function keys(given: Arguments): Promise<number> {
  const [action = 'list', ...words] = given.rest;
  const wanted = words.join(' ').trim();
  if (!['list', 'make', 'revoke'].includes(action) || (action !== 'list' && wanted === '')) throw new SproutError('usage', { reason: 'keys list | keys make NAME | keys revoke ID' });
  return withCore(given, async ({ features: { programs } }) => {
    if (action === 'make') {
      const made = await programs.keys.make(wanted);
      print(given, made, () => made.key);
    } else {
      if (action === 'revoke') programs.keys.revoke(wanted);
      const list = programs.keys.list();
      print(given, { keys: list }, () => list.map(line).join('\n'));
    }
    return 0;
  });
}

const line = ({ id, name, prefix, madeAt, lastUsedAt }: ProgramKey): string => `${id}  ${prefix}…  ${name}, ${madeAt.slice(0, 10)}, ${lastUsedAt?.slice(0, 16) ?? '–'}`;
