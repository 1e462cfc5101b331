import { retold, type Document, type Finding, type Locale, type Warning } from '../../contract/index.ts';

type Kind = Finding['kind'];

const kinds: Partial<Record<Warning['code'], { kind: Kind; severity: Finding['severity'] }>> = {
  'page-empty': { kind: 'page-empty', severity: 'notice' },
  'page-unreadable': { kind: 'page-unreadable', severity: 'warning' },
  'ocr-low-confidence': { kind: 'ocr-low-confidence', severity: 'warning' },
  'encoding-doubtful': { kind: 'encoding-doubtful', severity: 'warning' },
  'part-skipped': { kind: 'part-skipped', severity: 'notice' },
  'text-truncated': { kind: 'text-truncated', severity: 'warning' },
  'not-updated': { kind: 'not-updated', severity: 'warning' },
};

const wording: Partial<Record<Warning['code'], { en: string; zh: string }>> = {
  'ocr-used': { en: 'This page was read from a picture.', zh: '此页由图片识别。' },
  'page-empty': { en: 'This page has no text.', zh: '此页没有文字。' },
  'page-unreadable': { en: 'This page could not be read.', zh: '此页无法读取。' },
  'ocr-low-confidence': { en: 'This page was hard to recognise; check it, or scan it again more sharply.', zh: '此页识别不清；请核对，或重新清晰扫描。' },
  'encoding-doubtful': { en: 'Some characters may be wrong: the encoding of this file is uncertain. It looks like {encoding}. Save the file as UTF-8 to be sure.', zh: '部分文字可能有误：无法确定此文件的编码，看起来像{encoding}。把文件另存为 UTF-8 即可确定。' },
  'part-skipped': { en: 'A part of this file was left out.', zh: '此文件的一部分未读取。' },
  'text-truncated': { en: 'This file is very long; its end was left out.', zh: '此文件过长，末尾部分未读取。' },
};

const encodings: Readonly<Record<string, { en: string; zh: string }>> = {
  'gb18030': { en: 'GB 18030 (simplified Chinese)', zh: ' GB 18030（简体中文）' }, 'big5': { en: 'Big5 (traditional Chinese)', zh: ' Big5（繁体中文）' },
  'shift_jis': { en: 'Shift_JIS (Japanese)', zh: ' Shift_JIS（日文）' }, 'euc-jp': { en: 'EUC-JP (Japanese)', zh: ' EUC-JP（日文）' }, 'euc-kr': { en: 'EUC-KR (Korean)', zh: ' EUC-KR（韩文）' },
  'windows-1252': { en: 'Windows-1252 (Western European)', zh: ' Windows-1252（西欧文字）' },
};

function worded({ code, encoding = '' }: Warning, locale: Locale): string | undefined {
  return wording[code]?.[locale].replace('{encoding}', () => encodings[encoding]?.[locale] ?? (encoding || '?'));
}

/** A reader's warning in the language of its reader; in English it says more, such as the name of an attachment. */
export const localWarning = (warning: Warning, locale: Locale): Warning => (locale === 'en' ? warning : { ...warning, message: worded(warning, locale) ?? warning.message });

/** What a document says of itself: its failure, and the warnings of its pages. */
export function ownFindings(document: Document, locale: Locale): Finding[] {
  const place = { document: document.id, name: document.name };
  const findings: Finding[] = [];
  if (document.status === 'failed') {
    const locked = document.error?.code === 'password-needed' || document.error?.code === 'password-wrong';
    findings.push({ id: `failed:${document.id}`, kind: locked ? 'password-needed' : 'failed', severity: 'error', message: document.error ? retold(document.error, locale).message : '', places: [place] });
  }
  document.warnings.forEach((warning, at) => {
    const known = kinds[warning.code];
    if (!known) return;
    findings.push({ id: `${warning.code}:${document.id}:${at}`, ...known, message: worded(warning, locale) ?? warning.message, places: [{ ...place, ...(warning.page === undefined ? {} : { page: warning.page }) }] });
  });
  return findings;
}
