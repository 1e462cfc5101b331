import { SproutError, type ProgramKey } from '../../contract/index.ts';
import type { Arguments } from '../arguments.ts';
import { withApi } from '../api/index.ts';
import { print } from '../with-core.ts';

/** `keys list|make NAME|revoke ID`: who may use /v1. A key is printed once, when it is made. */
export async function keys(given: Arguments): Promise<number> {
  const [action = 'list', ...words] = given.rest;
  const wanted = words.join(' ').trim();
  if (!['list', 'make', 'revoke'].includes(action) || (action !== 'list' && wanted === '')) throw new SproutError('usage', { reason: 'keys list | keys make NAME | keys revoke ID' });
  return withApi(given, async (api) => {
    if (action === 'make') {
      const made = await api.call('makeKey', { body: { name: wanted } });
      print(given, made, () => made.key);
    } else {
      if (action === 'revoke') await api.call('revokeKey', { params: { id: wanted } });
      const { keys: list } = await api.call('listKeys');
      print(given, { keys: list }, () => list.map(line).join('\n'));
    }
    return 0;
  });
}

const line = ({ id, name, prefix, madeAt, lastUsedAt }: ProgramKey): string => `${id}  ${prefix}…  ${name}, ${madeAt.slice(0, 10)}, ${lastUsedAt?.slice(0, 16) ?? '–'}`;
