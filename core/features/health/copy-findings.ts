import type { Finding, Locale, OutdatedCopy } from '../../contract/index.ts';

/** Copies of a website elsewhere, which show what is private or deleted by now. */
export function copyFindings(copies: readonly OutdatedCopy[], locale: Locale): Finding[] {
  return copies.map(({ id, site, siteName, kind, place, state, documents }) => ({
    id: `site-copy:${site}:${id}`, kind: 'site-copy', severity: 'error',
    message: `${shown[locale](siteName, where(kind, place, locale), documents.map(({ name }) => name).join(locale === 'zh' ? '、' : ', '))} ${todo[state][kind][locale]}`,
    // What was deleted cannot be opened.
    places: documents.filter((document) => document.private).map((document) => ({ document: document.id, name: document.name })),
  }));
}

const shown = {
  en: (site: string, place: string, names: string): string => `${place} of "${site}" may still show what is private or deleted by now: ${names}. Sprout cannot reach it there.`,
  zh: (site: string, place: string, names: string): string => `“${site}”的${place}可能仍在公开已设为私密或已删除的内容：${names}。Sprout 无法触及那里。`,
} as const;

function where(kind: OutdatedCopy['kind'], place: string | null, locale: Locale): string {
  if (kind === 'bundle') return { en: `The gateway elsewhere (${place ?? '–'})`, zh: `别处的网关（${place ?? '–'}）` }[locale];
  if (kind === 'folder') return { en: `The copy on your web host, from the folder ${place ?? '–'},`, zh: `网站空间上的副本（来自文件夹 ${place ?? '–'}）` }[locale];
  return { en: 'The copy on your web host', zh: '网站空间上的副本' }[locale];
}

const upload = { en: 'It was written anew: on your web host, delete the old folder, upload the new one, and say so on the Website page.', zh: '已重新写入：请在网站空间上删除旧文件夹，上传新的，然后在“网站”页面确认。' } as const;
const todo = {
  renew: {
    folder: { en: 'Publish it anew on the Website page, then upload the folder to your web host again.', zh: '请在“网站”页面重新发布，再把该文件夹重新上传到网站空间。' },
    download: { en: 'Download it anew on the Website page, then upload it to your web host again.', zh: '请在“网站”页面重新下载，再重新上传到网站空间。' },
    bundle: { en: 'Export it anew on the Move page, then start the gateway with it.', zh: '请在“搬到云端”页面重新导出，再用它启动网关。' },
  },
  upload: { folder: upload, download: upload, bundle: { en: 'It was exported anew: start the gateway with it, and say so on the Website page.', zh: '已重新导出：请用它启动网关，然后在“网站”页面确认。' } },
} as const;
