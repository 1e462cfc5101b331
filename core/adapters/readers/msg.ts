import { readFile } from 'node:fs/promises';
import MsgReaderModule, { type FieldsData } from '@kenjiuno/msgreader';
import { SproutError, type Extraction } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import { withOffsets, type FormatReader } from './format-reader.ts';
import { mailBlocks } from './mail-blocks.ts';

// A CommonJS module that names its class "default".
const MsgReader = (MsgReaderModule as unknown as { default?: typeof MsgReaderModule }).default ?? MsgReaderModule;
const mime = 'application/vnd.ms-outlook';

/** Mails saved by Outlook ([MS-OXMSG]). */
export const reader: FormatReader = {
  extensions: ['msg'],
  mime: [mime],
  async read({ path, name }): Promise<Extraction> {
    const bytes = await readFile(path);
    const mail = parse(bytes, name);
    const { blocks, warnings } = mailBlocks({
      subject: mail.subject ?? '',
      headers: [
        ['From', person(mail.senderName, mail.senderSmtpAddress ?? mail.senderEmail)],
        ['To', (mail.recipients ?? []).map((one) => person(one.name, one.smtpAddress ?? one.email)).join(', ')],
        ['Date', mail.messageDeliveryTime ?? mail.clientSubmitTime ?? ''],
      ],
      ...htmlOf(mail), ...(mail.body === undefined ? {} : { text: mail.body }),
      attachments: (mail.attachments ?? []).filter((one) => one.attachmentHidden !== true).map((one) => ({ name: one.fileName ?? one.fileNameShort ?? one.name ?? 'attachment' })),
    });
    return { mime, pages: 1, pageKind: 'none', blocks: withOffsets(blocks), warnings, ...(mail.subject ? { title: mail.subject } : {}) };
  },
};

/** Old mails hold bytes in a code page that they do not name: the text itself tells which. */
function parse(bytes: Buffer, file: string): FieldsData {
  const read = (ansiEncoding: string): FieldsData => {
    try {
      const parser = new MsgReader(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
      parser.parserConfig = { ansiEncoding };
      const mail = parser.getFileData();
      if (mail.error !== undefined) throw new Error(mail.error);
      return mail;
    } catch (cause) {
      throw new SproutError('file-damaged', { file }, { cause });
    }
  };
  // Latin-1 gives every byte back as it is.
  const raw = read('latin1');
  const sample = `${raw.subject ?? ''}\n${raw.body ?? ''}`;
  if (!/[\u0080-\u00ff]{2}/.test(sample) || /[\u0100-\uffff]/.test(sample)) return read('utf8');
  return read(decode(Buffer.from(sample, 'latin1')).encoding);
}

function htmlOf(mail: FieldsData): { html?: string } {
  if (mail.bodyHtml !== undefined) return { html: mail.bodyHtml };
  return mail.html === undefined ? {} : { html: decode(mail.html).text };
}

function person(name: string | undefined, address: string | undefined): string {
  if (!name || name === address) return address ?? '';
  return address?.includes('@') === true ? `${name} <${address}>` : name;
}
