import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.json': 'application/json', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json',
};

/** No inline scripts, nothing from elsewhere; blob: and data: pictures are pages that pdf.js draws, the one frame is the website's preview. */
export const contentSecurityPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Answers a GET for one of the app's files; `/` is the page. Undefined when there is none. */
export async function appFile(folder: string, pathname: string): Promise<Response | undefined> {
  const root = resolve(folder);
  let path: string;
  try {
    path = resolve(join(root, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
  } catch {
    return undefined; // A malformed escape names no file.
  }
  if (!path.startsWith(root + sep) || path.includes('\0')) return undefined;
  const body = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG'].includes(error.code ?? '')) return undefined;
    throw error;
  });
  if (!body) return undefined;
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      // Hashed names never change; the page itself always may.
      'cache-control': path.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-cache',
    },
  });
}
