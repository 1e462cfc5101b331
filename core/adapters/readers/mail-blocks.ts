import type { Warning } from '../../contract/index.ts';
import { decode } from './encoding.ts';
import { doubts } from './text.ts';
import type { LooseBlock } from './format-reader.ts';
import { htmlBlocks } from './html.ts';

/** A mail, whichever program saved it. */
export interface Mail {
  /** Keeps what is quoted from earlier mails, marked with ">". */
  readonly quotes?: boolean;
  readonly subject: string;
  /** Names and values of the lines above the text, in order; empty values are left out. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly html?: string;
  readonly text?: string;
  readonly attachments: readonly { name: string; bytes?: Uint8Array }[];
}

const textAttachment = /\.(txt|text|md|markdown|log|csv|tsv|htm|html)$/i;

/** Subject, header lines, text, and attachments that are text; the others are named, so that nothing is missing silently. */
export function mailBlocks(mail: Mail): { blocks: LooseBlock[]; warnings: Warning[] } {
  const blocks: LooseBlock[] = [{ kind: 'heading', level: 1, text: mail.subject }];
  const warnings: Warning[] = [];
  for (const [name, value] of mail.headers) if (value.trim() !== '') blocks.push({ kind: 'paragraph', text: `${name}: ${value.trim()}` });
  const quoted = mail.quotes === true && (mail.text ?? '').trim() !== '';
  const rich = mail.html === undefined || quoted ? [] : htmlBlocks(mail.html).blocks;
  blocks.push(...(quoted ? [{ kind: 'code' as const, text: (mail.text ?? '').replaceAll(/\r\n?/g, '\n') }] : rich.length > 0 ? rich : plainBlocks(mail.text ?? '')));
  for (const { name, bytes } of mail.attachments) {
    if (bytes !== undefined && textAttachment.test(name)) {
      const decoded = decode(bytes);
      const { text } = decoded;
      warnings.push(...doubts(decoded));
      blocks.push({ kind: 'heading', level: 2, text: name }, ...(/\.html?$/i.test(name) ? htmlBlocks(text).blocks : plainBlocks(text)));
    } else warnings.push({ code: 'part-skipped', message: `The attachment "${name}" was not read. Save it as a file and import that.` });
  }
  return { blocks, warnings };
}

/** What earlier mails are quoted with, ">", is not text. */
function plainBlocks(text: string): LooseBlock[] {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/^(?:> ?)+/gm, '').split(/\n[ \t]*\n/).map((paragraph) => ({ kind: 'paragraph', text: paragraph }));
}
