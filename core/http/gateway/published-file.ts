import type { SitesForVisits } from '../../features/visits/index.ts';
import { toHex } from '../../shared/hex.ts';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8', html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', json: 'application/json; charset=utf-8', txt: 'text/plain; charset=utf-8',
  png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp', svg: 'image/svg+xml',
};
const eternal = 'public, max-age=31536000, immutable';
/** Letters, digits and a few marks; no part begins with a dot. */
const plainPath = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;
/** A page of ours runs our script and nothing else, asks the site's own address, and is shown in no frame of others. */
const pagePolicy = "default-src 'self'; connect-src 'self' https:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const tags = new WeakMap<Uint8Array, string>();

/** A file of the published folder, or undefined. What changes under its name is asked for again each time, and sent only when it has changed. */
export async function publishedFile(sites: Pick<SitesForVisits, 'file'>, path: string, known: string | null): Promise<Response | undefined> {
  const wanted = path === '' ? 'index.html' : path;
  const file = plainPath.test(wanted) ? await sites.file(wanted) : undefined;
  if (!file) return undefined;
  const tag = await tagOf(file.bytes);
  const extension = /\.(\w+)$/.exec(wanted)?.[1] ?? '';
  const headers = {
    'cache-control': file.immutable ? eternal : 'no-cache', etag: tag, 'content-type': types[extension] ?? 'application/octet-stream',
    ...(extension === 'html' ? { 'content-security-policy': pagePolicy } : {}),
  };
  if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag) === true) return new Response(null, { status: 304, headers });
  return new Response(file.bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, 'content-length': String(file.bytes.length) } });
}

async function tagOf(bytes: Uint8Array): Promise<string> {
  const before = tags.get(bytes);
  if (before !== undefined) return before;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  const tag = `"${toHex(digest.subarray(0, 12))}"`;
  tags.set(bytes, tag);
  return tag;
}
