import { SproutError, type ApprovedAnswer, type PublicSite, type Site, type SiteSettings } from '../../contract/index.ts';
import { toHex } from '../../shared/hex.ts';
import { encodeIndex, encodeIndexed, type LeavingDocument } from './published/encode-index.ts';
import { readIndex } from './published/read-index.ts';
import { tryPage } from './try-page.ts';

export interface SiteFile { readonly path: string; readonly bytes: Uint8Array }

/** Settings of a site with its id: all that its pages and its widget read. */
type Shown = SiteSettings & Pick<Site, 'id'>;

/** Everything that a web host needs: the widget, its engine, a page to try it, what the widget knows of its site, and the index. @throws SproutError site-widget. */
export async function makePublication(site: Shown, version: number, documents: readonly LeavingDocument[], approved: readonly ApprovedAnswer[], widget: readonly SiteFile[]): Promise<{ files: SiteFile[]; passages: number }> {
  return assemble(site, version, await encodeIndex(documents, approved, site.sources), widget);
}

/**
 * A publication without some of its documents and with nothing else changed: made from its own files, for what else is published is what the owner looked at, not what documents and settings are by now.
 * @param gone places of documents in the version. @param widget as it is built now, which reads what is written now; without one the publication keeps its own.
 */
export async function withoutDocuments(files: readonly SiteFile[], site: Shown, version: number, gone: ReadonlySet<number>, widget: readonly SiteFile[]): Promise<{ files: SiteFile[]; passages: number }> {
  const byPath = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const folder = (files.find(({ path }) => path.endsWith('/manifest.bin'))?.path ?? '').slice(0, -'manifest.bin'.length);
  const { documents, approved, sources } = await readIndex(async (path) => {
    const bytes = byPath.get(`${folder}${path}`);
    if (!bytes) throw new SproutError('site-version-not-found', { version, site: site.name });
    return bytes;
  });
  const index = await encodeIndexed(documents.filter((_, place) => !gone.has(place)), approved, sources);
  return assemble(site, version, index, widget.length > 0 ? widget : files.filter(({ path }) => /^[^/]+\.js$/.test(path)));
}

async function assemble(site: Shown, version: number, { files: index, passages }: Awaited<ReturnType<typeof encodeIndex>>, widget: readonly SiteFile[]): Promise<{ files: SiteFile[]; passages: number }> {
  const script = widget.find(({ path }) => path === 'sprout.js');
  const engine = widget.find(({ path }) => /^engine-[\w-]+\.js$/.test(path));
  if (!script || !engine) throw new SproutError('site-widget', { missing: [...(script ? [] : ['sprout.js']), ...(engine ? [] : ['engine-….js'])].join(', ') });
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
function publicSite({ id, languages, language, sources, theme, contact, liveAddress }: Shown, version: number, index: PublicSite['index']): PublicSite {
  return { format: 1, id, version, languages, language, sources, theme, contact, live: liveAddress, index };
}

async function hashOf(files: readonly SiteFile[]): Promise<string> {
  const parts = await Promise.all(files.map(({ bytes }) => crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer());
  return toHex(new Uint8Array(digest, 0, 5));
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
