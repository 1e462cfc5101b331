import type { FormatReader } from './format-reader.ts';

/** What a file can be, once detection has looked into it. */
export type Format = 'pdf' | 'docx' | 'doc' | 'xlsx' | 'xls' | 'csv' | 'pptx' | 'odf' | 'rtf' | 'epub' | 'html' | 'eml' | 'msg' | 'markdown' | 'text' | 'xml' | 'notebook' | 'image';

interface FormatEntry {
  /** File extensions, lower case without dot: decide what a folder import takes, and hint at text formats. */
  readonly extensions: readonly string[];
  /** Parsers are loaded only when a file needs them: a reader process starts in a fraction of the time. */
  readonly load: () => Promise<{ reader: FormatReader }>;
}

export const formats: Readonly<Record<Format, FormatEntry>> = {
  pdf: { extensions: ['pdf'], load: () => import('./pdf.ts') },
  docx: { extensions: ['docx', 'docm', 'dotx', 'dotm'], load: () => import('./docx.ts') },
  doc: { extensions: ['doc', 'dot', 'wps'], load: () => import('./doc.ts') },
  xlsx: { extensions: ['xlsx', 'xlsm', 'xltx', 'xltm'], load: () => import('./xlsx.ts') },
  xls: { extensions: ['xls', 'xlt', 'et'], load: () => import('./xls.ts') },
  csv: { extensions: ['csv', 'tsv', 'tab'], load: () => import('./csv.ts') },
  pptx: { extensions: ['pptx', 'pptm', 'ppsx', 'potx'], load: () => import('./pptx.ts') },
  odf: { extensions: ['odt', 'ods', 'odp', 'ott', 'ots', 'otp'], load: () => import('./odf.ts') },
  rtf: { extensions: ['rtf'], load: () => import('./rtf.ts') },
  epub: { extensions: ['epub'], load: () => import('./epub.ts') },
  html: { extensions: ['html', 'htm', 'xhtml'], load: () => import('./html.ts') },
  eml: { extensions: ['eml'], load: () => import('./eml.ts') },
  msg: { extensions: ['msg'], load: () => import('./msg.ts') },
  markdown: { extensions: ['md', 'markdown'], load: () => import('./markdown.ts') },
  text: { extensions: ['txt', 'text', 'log', 'json', 'jsonl', 'yaml', 'yml', 'ini'], load: () => import('./text.ts') },
  xml: { extensions: ['xml'], load: () => import('./xml.ts') },
  notebook: { extensions: ['ipynb'], load: () => import('./notebook.ts') },
  image: { extensions: ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'tif', 'tiff'], load: () => import('./image.ts') },
};

const byExtension = new Map<string, Format>(
  (Object.keys(formats) as Format[]).flatMap((format) => formats[format].extensions.map((extension) => [extension, format] as const)),
);

/** Lower case, without dot; empty where the name has none. */
export function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Kinds that hold documents and that Sprout does not read: in a folder they are named as failed, not passed over in silence. */
const holdDocuments = new Set('zip 7z rar gz tar tgz ppt pps pot key pages numbers ofd xps caj djvu mobi azw3 mbox pst one vsd vsdx mdb accdb heic'.split(' '));

/** The extension of a file that may hold documents and cannot be read. */
export const unreadableKind = (name: string): string | undefined => (holdDocuments.has(extensionOf(name)) ? extensionOf(name) : undefined);

/** What the name alone suggests. */
export function formatOfName(name: string): Format | undefined {
  return byExtension.get(extensionOf(name));
}
