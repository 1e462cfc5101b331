import { SproutError } from '../../contract/index.ts';
import { numberFlag, type Arguments } from '../arguments.ts';
import { withApi } from '../api/index.ts';
import { print } from '../with-core.ts';

export async function search(given: Arguments): Promise<number> {
  const query = given.rest.join(' ');
  if (query.trim() === '') throw new SproutError('usage', { reason: 'sprout search QUERY [--limit N]' });
  return withApi(given, async (api) => {
    const found = await api.call('search', { query: { q: query, limit: numberFlag(given, 'limit', 10) } });
    print(given, found, () => found.hits.map(({ name, page, text }) => `${name}${page ? `, ${page}` : ''}\n  ${text.slice(0, 300).replaceAll('\n', '\n  ')}`).join('\n\n'));
    return 0;
  });
}
