import { stat } from 'node:fs/promises';
import { SproutError, type Extraction } from '../../contract/index.ts';
import { detectFormat } from './detect.ts';
import { zipFormat } from './detect-zip.ts';
import type { FormatInput } from './format-reader.ts';
import { formatOfName, formats, type Format } from './format-table.ts';
import { verbatimText } from './verbatim-text.ts';

const maximumFileMb = 512;
/** Formats that are text to a person, too. */
const plain: ReadonlySet<Format> = new Set(['csv', 'text', 'markdown']);
/** UTF-16 code units: about 20,000 pages. What is longer is cut, with a warning. */
const maximumCharacters = 40_000_000;

/**
 * Reads one file in this process. For the reader process only: the file may be hostile.
 * @throws SproutError naming the file; no-text when nothing at all could be read.
 */
export async function readFileByContent(input: FormatInput): Promise<Extraction> {
  const size = await sizeOf(input);
  if (size === 0) throw new SproutError('file-empty', { file: input.name });
  if (size > maximumFileMb * 1024 * 1024) throw new SproutError('file-too-large', { file: input.name, limit: maximumFileMb });
  const detected = await detectFormat(input.path, input.name);
  const unlocked = detected === 'locked' ? await (await import('./office-encryption.ts')).unlockOffice(input.path, input.name, input.password) : undefined;
  const format = detected === 'locked' ? await zipFormat(unlocked ?? input.path, input.name, formatOfName(input.name)) : detected;
  if (input.verbatim === true && plain.has(format)) return shortened(await verbatimText(input));
  const { reader } = await formats[format].load();
  const extraction = await reader.read(unlocked === undefined ? input : { ...input, unlocked });
  if (extraction.blocks.length === 0) throw new SproutError('no-text', { file: input.name });
  return shortened(extraction);
}

async function sizeOf({ path, name }: FormatInput): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new SproutError('file-unreadable', { file: name, reason: 'not a file' });
    return found.size;
  } catch (error) {
    if (error instanceof SproutError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw code === 'ENOENT' ? new SproutError('file-not-found', { file: name }) : new SproutError('file-unreadable', { file: name, reason: code });
  }
}

function shortened(extraction: Extraction): Extraction {
  const last = extraction.blocks.at(-1);
  if (last === undefined || last.end <= maximumCharacters) return extraction;
  return {
    ...extraction,
    blocks: extraction.blocks.filter((block) => block.end <= maximumCharacters),
    warnings: [...extraction.warnings, { code: 'text-truncated', message: `Only the first ${maximumCharacters} characters were read.` }],
  };
}
