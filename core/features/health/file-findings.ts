import type { Document, Finding, Locale } from '../../contract/index.ts';

const place = ({ id, name }: Document): Finding['places'][number] => ({ document: id, name });
const day = 86_400_000;

/** Files with the very same content. */
export function sameContent(documents: readonly Document[], locale: Locale): Finding[] {
  const byHash = Map.groupBy(documents, ({ hash }) => hash);
  return [...byHash].filter(([, same]) => same.length > 1).map(([hash, same]) => ({
    id: `duplicate:${hash}`, kind: 'duplicate', severity: 'notice', places: same.map(place),
    message: { en: 'These files have the same content. Keep one of them.', zh: '这些文件内容相同，保留一份即可。' }[locale],
  }));
}

/** Files that were last changed longer ago than the owner's setting. */
export function staleFiles(documents: readonly Document[], now: Date, days: number, locale: Locale): Finding[] {
  return documents.filter(({ modifiedAt }) => modifiedAt !== undefined && now.getTime() - Date.parse(modifiedAt) > days * day).map((document) => ({
    id: `stale:${document.id}`, kind: 'stale', severity: 'notice', places: [place(document)],
    message: { en: `Last changed on ${document.modifiedAt?.slice(0, 10)}. Is it still right?`, zh: `最后修改于 ${document.modifiedAt?.slice(0, 10)}，内容是否仍然有效？` }[locale],
  }));
}
