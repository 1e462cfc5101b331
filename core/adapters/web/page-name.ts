const extensions: Readonly<Record<string, string>> = { 'text/html': '.html', 'application/xhtml+xml': '.html', 'application/pdf': '.pdf', 'text/plain': '.txt', 'text/csv': '.csv', 'text/markdown': '.md' };

/** A name for a page: host and last part of the path, with the extension of what was served. */
export function pageName(url: URL, contentType: string | undefined): string {
  const last = decodeSafely(url.pathname.split('/').filter((part) => part !== '').at(-1) ?? '');
  const extension = extensions[contentType?.split(';')[0]?.trim().toLowerCase() ?? ''] ?? '';
  const name = last === '' ? url.hostname : `${url.hostname} ${last}`;
  return extension === '' || name.toLowerCase().endsWith(extension) ? name : `${name}${extension}`;
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A malformed escape is part of the name as it stands.
  }
}
