import { SaxesParser } from 'saxes';
import { SproutError } from '../../contract/index.ts';
import type { ZipArchive } from './zip-archive.ts';

/** An element as it begins: its name without prefix, its attributes likewise. */
export interface XmlElement {
  readonly name: string;
  readonly prefix: string;
  attribute(name: string): string | undefined;
}

export interface XmlHandlers {
  open?(element: XmlElement): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Deeper nesting is an attack on whoever builds a tree of it. */
const deepest = 1000;

/**
 * Reads XML as it arrives, without a tree. External entities are never fetched, internal ones never expanded.
 * @throws SproutError file-damaged, file-hostile.
 */
export async function parseXml(source: AsyncIterable<Uint8Array>, file: string, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser({ position: false });
  const names: string[] = [];
  parser.on('opentag', ({ name, attributes }) => {
    const { prefix, local } = split(name);
    names.push(local);
    if (names.length > deepest) throw new SproutError('file-hostile', { file, reason: `XML > ${deepest}` });
    handlers.open?.({ name: local, prefix, attribute: (wanted) => find(attributes, wanted) });
  });
  parser.on('closetag', () => { handlers.close?.(names.pop() ?? ''); });
  const text = (part: string): void => { handlers.text?.(part); };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('doctype', (content) => { if (content.includes('<!ENTITY')) throw new SproutError('file-hostile', { file, reason: 'XML entities' }); });
  parser.on('error', (cause) => { throw new SproutError('file-damaged', { file }, { cause }); });
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const bytes of source) {
    decoder ??= new TextDecoder(encodingOf(bytes));
    parser.write(decoder.decode(bytes, { stream: true }));
  }
  parser.close();
}

/** Reads a member of an archive; an absent one is simply not there. */
export async function parseMember(zip: ZipArchive, name: string, file: string, handlers: XmlHandlers): Promise<void> {
  if (zip.has(name)) await parseXml(zip.stream(name), file, handlers);
}

/** Targets by id of an OPC part's relationships: paths from the archive's root. External targets are left out. */
export async function relationships(zip: ZipArchive, part: string, file: string): Promise<Map<string, { target: string; type: string }>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const found = new Map<string, { target: string; type: string }>();
  await parseMember(zip, `${folder}_rels/${part.slice(folder.length)}.rels`, file, {
    open(element) {
      const id = element.attribute('Id');
      const target = element.attribute('Target');
      if (element.name !== 'Relationship' || id === undefined || target === undefined || element.attribute('TargetMode') === 'External') return;
      found.set(id, { target: resolved(folder, target), type: element.attribute('Type')?.split('/').at(-1) ?? '' });
    },
  });
  return found;
}

/** A reference within an archive, as a member's name: "../media/a.png" from "ppt/slides/" is "ppt/media/a.png". */
export function resolved(folder: string, reference: string): string {
  const path: string[] = reference.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '');
  for (const part of reference.split('/')) {
    if (part === '..') path.pop();
    else if (part !== '' && part !== '.') path.push(part);
  }
  return path.join('/');
}

function split(name: string): { prefix: string; local: string } {
  const colon = name.indexOf(':');
  return colon === -1 ? { prefix: '', local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}

function find(attributes: Readonly<Record<string, unknown>>, wanted: string): string | undefined {
  const exact = attributes[wanted];
  if (typeof exact === 'string') return exact;
  for (const name in attributes) if (name.endsWith(`:${wanted}`)) return String(attributes[name]);
  return undefined;
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const named = /^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))?.[1];
  try {
    return new TextDecoder(named ?? 'utf-8').encoding;
  } catch {
    return 'utf-8';
  }
}
