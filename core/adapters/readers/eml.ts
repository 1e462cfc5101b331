import { readFile } from 'node:fs/promises';
import PostalMime, { type Address, type Attachment } from 'postal-mime';
import { SproutError, type Extraction } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import { withOffsets, type FormatReader } from './format-reader.ts';
import { mailBlocks } from './mail-blocks.ts';

/** Saved mails (RFC 5322, MIME). */
export const reader: FormatReader = {
  extensions: ['eml'],
  mime: ['message/rfc822'],
  async read({ path, name, verbatim = false }): Promise<Extraction> {
    const bytes = await readFile(path);
    // Some programs save the whole mail as UTF-16, which no mail may be.
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) || bytes.subarray(0, 200).includes(0);
    const mail = await PostalMime.parse(wide ? decode(bytes).text : bytes, { maxNestingDepth: 50 }).catch((cause: unknown) => {
      throw new SproutError('file-damaged', { file: name }, { cause });
    });
    const { blocks, warnings } = mailBlocks({
      quotes: verbatim,
      subject: mail.subject ?? '',
      headers: [['From', addresses(mail.from)], ['To', addresses(...mail.to ?? [])], ['Cc', addresses(...mail.cc ?? [])], ['Date', mail.date ?? '']],
      ...(mail.html === undefined ? {} : { html: mail.html }), ...(mail.text === undefined ? {} : { text: mail.text }),
      // Pictures that the text shows are not attachments to anyone but the programs.
      attachments: mail.attachments.filter((one) => one.related !== true).map((one) => ({ name: one.filename ?? one.mimeType, bytes: bytesOf(one) })),
    });
    return { mime: 'message/rfc822', pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings, ...(mail.subject ? { title: mail.subject } : {}) };
  },
};

function addresses(...list: (Address | undefined)[]): string {
  return list.flatMap((one) => (one?.group ?? (one === undefined ? [] : [one]))).map(({ name, address }) => (name === '' || name === address ? address : `${name} <${address ?? ''}>`)).join(', ');
}

function bytesOf({ content }: Attachment): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : new Uint8Array(content);
}
