import { SproutError, type ApprovedAnswer, type PublicSite, type Site } from '../../contract/index.ts';
import { toHex } from '../../shared/hex.ts';
import { describeHours } from './describe-hours.ts';
import { encodeIndex, type LeavingDocument } from './published/encode-index.ts';
import { tryPage } from './try-page.ts';

export interface SiteFile { readonly path: string; readonly bytes: Uint8Array }

/** Everything that a web host needs: the widget, its engine, a page to try it, what the widget knows of its site, and the index. @throws SproutError site-widget. */
export async function makePublication(site: Site, version: number, documents: readonly LeavingDocument[], approved: readonly ApprovedAnswer[], widget: readonly SiteFile[]): Promise<{ files: SiteFile[]; passages: number }> {
  const script = widget.find(({ path }) => path === 'sprout.js');
  const engine = widget.find(({ path }) => /^engine-[\w-]+\.js$/.test(path));
  if (!script || !engine) throw new SproutError('site-widget', { missing: [...(script ? [] : ['sprout.js']), ...(engine ? [] : ['engine-….js'])].join(', ') });
  const { files: index, passages } = await encodeIndex(documents, approved, site.sources);
  // Version and content: what is kept by browsers and proxies under a name is never another file.
  const folder = `sites/${site.id}/${version}-${await hashOf(index)}/`;
  const page = tryPage(site, site.liveAddress);
  const files = [
    ...widget, { path: 'index.html', bytes: utf8(page.html) }, { path: 'try.css', bytes: utf8(page.css) },
    ...index.map(({ path, bytes }) => ({ path: `${folder}${path}`, bytes })),
    { path: `sites/${site.id}/site.json`, bytes: utf8(JSON.stringify(publicSite(site, version, { engine: engine.path, folder }))) },
  ];
  return { files, passages };
}

/** A publication with another address for live answers, and nothing else changed. */
export function withLiveAddress(files: readonly SiteFile[], site: Pick<Site, 'id' | 'theme'>, version: number, live: string | null): SiteFile[] {
  const page = tryPage(site, live);
  return files.map(({ path, bytes }) => {
    if (path === 'index.html') return { path, bytes: utf8(page.html) };
    if (path !== `sites/${site.id}/site.json`) return { path, bytes };
    return { path, bytes: utf8(JSON.stringify({ ...JSON.parse(new TextDecoder().decode(bytes)) as PublicSite, version, live })) };
  });
}

/** Named one by one: what is not here stays here. */
function publicSite({ id, languages, language, sources, theme, contact, liveAddress }: Site, version: number, index: PublicSite['index']): PublicSite {
  const hoursText = { en: describeHours(contact.hours, 'en'), zh: describeHours(contact.hours, 'zh') };
  return { format: 1, id, version, languages, language, sources, theme, contact, ...(contact.hours.length > 0 ? { hoursText } : {}), live: liveAddress, index };
}

async function hashOf(files: readonly SiteFile[]): Promise<string> {
  const parts = await Promise.all(files.map(({ bytes }) => crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer());
  return toHex(new Uint8Array(digest, 0, 5));
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
