import { SproutError } from '../../contract/index.ts';
import { numberFlag, type Arguments } from '../arguments.ts';
import { print, withCore } from '../with-core.ts';

export async function search(given: Arguments): Promise<number> {
  const query = given.rest.join(' ');
  if (query.trim() === '') throw new SproutError('usage', { reason: 'sprout search QUERY [--limit N]' });
  return withCore(given, async (core) => {
    const found = await core.features.search.find(query, { limit: numberFlag(given, 'limit', 10) });
    print(given, found, () => found.hits.map(({ name, page, text }) => `${name}${page ? `, ${page}` : ''}\n  ${text.slice(0, 300).replaceAll('\n', '\n  ')}`).join('\n\n'));
    return 0;
  });
}
