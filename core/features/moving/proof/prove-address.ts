import { publicSiteSchema, type Locale, type PublicSite } from '../../../contract/index.ts';
import type { VisitClient } from '../../../ports/visit-client.ts';

const timeoutMs = 15_000;
const reasons = {
  other: { en: 'another server answers there, or a gateway with another visitor key. Give it the key that "sprout cloud key" prints.', zh: '那里应答的是其他服务器，或访客密钥不同的网关。请使用“sprout cloud key”显示的密钥。' },
  missing: { en: 'the site is not served there.', zh: '那里没有此站点。' },
  older: { en: 'it serves another version of the site than the one that is published here. Export again, and start it there.', zh: '那里的站点版本与这里发布的不同。请重新导出，并在那里启动。' },
  origin: { en: 'pages of {origin} may not use the chat there.', zh: '那里不允许 {origin} 的网页使用聊天。' },
} as const;

/**
 * Whether an address serves this very site, as it is published here: it knows the key that signs visits, it has the same index, and it lets the site's pages ask.
 * @returns what is wrong, in words; undefined where all is well. @throws SproutError verify-unreachable.
 */
export async function proveAddress(client: VisitClient, { address, site, published, origin, prove, locale }: { readonly address: string; readonly site: string; readonly published: PublicSite; readonly origin: string | undefined; readonly prove: (challenge: string) => Promise<string>; readonly locale: Locale }): Promise<string | undefined> {
  const challenge = crypto.randomUUID();
  const answer = await client.request(`${address}/sites/${site}/site.json`, { method: 'GET', headers: { 'sprout-probe': challenge, 'cache-control': 'no-cache', ...(origin === undefined ? {} : { origin }) }, timeoutMs });
  if (answer.header('sprout-proof') !== await prove(challenge)) return reasons.other[locale];
  const there = answer.status === 200 ? readSite(answer.body) : undefined;
  if (there?.id !== site) return reasons.missing[locale];
  if (contentOf(there) !== contentOf(published)) return reasons.older[locale];
  if (origin !== undefined && answer.header('access-control-allow-origin') !== origin) return reasons.origin[locale].replace('{origin}', origin);
  return undefined;
}

/** The hash of the index is in its folder's name; the version before it counts publications, of which one may only have changed an address. */
const contentOf = ({ index }: PublicSite): string | undefined => /\/\d+-([0-9a-f]+)\/$/.exec(index?.folder ?? '')?.[1];

export function readSite(text: string): PublicSite | undefined {
  try {
    return publicSiteSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // Not even JSON.
  }
}
