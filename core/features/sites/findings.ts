import type { Block, PublicFinding } from '../../contract/index.ts';
import { toHex } from '../../shared/hex.ts';
import { personalData, type AskedData } from '../../shared/personal-data/index.ts';
import { secrets } from '../../shared/text/secrets.ts';

/** What is looked at. */
export interface Looked { readonly id: string; readonly name: string; readonly title: string; readonly blocks: readonly Block[] }

/** A finding before the owner's word on it. */
export type Finding = Omit<PublicFinding, 'accepted'>;

/** Those that a text shows by itself; for the others private-findings.ts. */
type Kind = Exclude<Finding['kind'], 'private-copy' | 'private-words'>;

/** A firm's own e-mail, telephone, address and names are meant to be seen; numbers of people and secrets are not. */
const severities = { id: 'stop', card: 'stop', account: 'stop', secret: 'stop', list: 'stop', email: 'look', phone: 'look', address: 'look', name: 'look' } as const satisfies Record<Kind, Finding['severity']>;

/** So many different ones in one document look like a list of people. */
const people = 5;
const shownOfList = 5;
/** Telephones at a desk; a person's begins otherwise. */
const landline = /^\(?0(?!7)|^400|^800/;

/** What in a document a firm does not usually show, in the order in which it stands. */
export async function findingsOf({ id, name, title, blocks }: Looked): Promise<Finding[]> {
  const text = blocks.map((block) => block.text).join('\n');
  const inText = found(text);
  // Name and title leave, too, but stand at no place of the text.
  const known = new Set(inText.map((one) => one.text));
  const around = found(`${name}\n${title}`).filter((one) => !known.has(one.text)).map((one) => ({ ...one, start: 0, end: 0 }));
  const all = [...around, ...inText, ...lists(inText)];
  return Promise.all(all.map(async ({ kind, text: shown, start, end, key = shown }) => {
    const page = pageAt(blocks, start);
    return { key: await keyOf(id, kind, key), document: id, name, kind, severity: severities[kind], text: shown, ...(page === undefined ? {} : { page }), start, end };
  }));
}

interface Found { readonly kind: Kind; readonly text: string; readonly start: number; readonly end: number; readonly key?: string }

function found(text: string): Found[] {
  const grave = secrets(text).map((one): Found => ({ kind: 'secret', ...one, end: one.start + one.text.length }));
  const within = ({ start }: AskedData): boolean => grave.some((one) => start >= one.start && start < one.end);
  const personal = personalData(text).filter((one) => !within(one)).map((one): Found => ({ ...one, end: one.start + one.text.length }));
  return [...grave, ...personal].sort((left, right) => left.start - right.start);
}

/** One finding more where there are many people's of one kind. Another person in it makes it another list. */
function lists(all: readonly Found[]): Found[] {
  return (['email', 'phone', 'id'] as const).flatMap((kind) => {
    const own = all.filter((one) => one.kind === kind && !(kind === 'phone' && landline.test(one.text)));
    const [first, last] = [own[0], own.at(-1)];
    if (own.length < people || !first || !last) return [];
    const shown = own.slice(0, shownOfList).map(({ text }) => text).join(', ');
    return [{ kind: 'list', text: own.length > shownOfList ? `${shown} … (${own.length})` : shown, start: first.start, end: last.end, key: own.map(({ text }) => text).sort().join('\n') }];
  });
}

export function pageAt(blocks: readonly Block[], start: number): number | undefined {
  return blocks.findLast((block) => block.start <= start)?.page;
}

/** Says the same of the same text in the same document, and does not hold it. */
export async function keyOf(document: string, kind: Finding['kind'], text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${document}\n${kind}\n${text}`));
  return toHex(new Uint8Array(digest, 0, 16));
}
