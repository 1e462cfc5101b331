import type { Document } from '../../contract/index.ts';
import type { WorkspaceStore } from '../../ports/workspace-store.ts';
import type { EventHub } from '../../shared/event-hub.ts';
import { PrivateText } from '../../shared/private-text.ts';
import { alike, signatureOfText, unitsOfText } from '../../shared/text/document-likeness.ts';
import { likeness, type Signature } from '../../shared/text/min-hash.ts';

export interface Original { readonly document: Document; readonly same: boolean }

/** What is kept on this computer, whatever way it would leave: the one place where that is decided. */
export interface PrivateDocuments {
  /** Marked, or a copy of one that is. */
  isPrivate(document: Document): boolean;
  /**
   * The marked document that another one is a copy of: `same` where it is the same file, or the same words in another; else nearly the same words, as document health tells versions of one.
   * Undefined for all others, and for those that are marked themselves.
   */
  original(document: Document): Original | undefined;
  /** Finds pieces of marked documents in any text. Read anew when one of them was marked, changed or deleted. */
  text(): PrivateText;
  close(): void;
}

/** A text, as it is compared: by likeness, or, where it is too short for that, by all of its words. */
interface Print { readonly signature: Signature | undefined; readonly words: string }
interface Marked { readonly document: Document; readonly print: Print | undefined }

export function createPrivateDocuments({ store: { documents }, events }: { readonly store: Pick<WorkspaceStore, 'documents'>; readonly events: Pick<EventHub, 'listen'> }): PrivateDocuments {
  /** By content hash. */
  const prints = new Map<string, Print>();
  let marked: readonly Marked[] | undefined;
  let text: PrivateText | undefined;
  /** By content hash; null of none. */
  let originals = new Map<string, { readonly id: string; readonly same: boolean } | null>();

  const stop = events.listen((event) => {
    const id = event.type === 'document-changed' ? event.document.id : event.type === 'document-deleted' ? event.document : undefined;
    if (id === undefined) return;
    if (!(event.type === 'document-changed' && event.document.private === true) && marked?.some(({ document }) => document.id === id) === false) return;
    marked = undefined;
    text = undefined;
    originals = new Map();
  });

  function printOf(hash: string): Print | undefined {
    const known = prints.get(hash);
    const extraction = known ? undefined : documents.extraction(hash);
    if (!extraction) return known;
    const signature = signatureOfText(extraction);
    const print = { signature, words: signature ? '' : unitsOfText(extraction).join(' ') };
    prints.set(hash, print);
    return print;
  }

  const allMarked = (): readonly Marked[] => marked ??= documents.list().filter((document) => document.private === true).map((document) => ({ document, print: printOf(document.hash) }));

  function original(document: Document): Original | undefined {
    if (document.private === true || document.hash === '' || allMarked().length === 0) return undefined;
    const known = originals.get(document.hash) ?? find(document);
    const found = known && documents.get(known.id);
    return found && { document: found, same: known.same };
  }

  function find({ hash, chunks, status }: Document): { readonly id: string; readonly same: boolean } | undefined {
    if (originals.has(hash)) return undefined;
    const same = allMarked().find((one) => one.document.hash === hash);
    // What is much longer or shorter is no copy: its text need not be read.
    const near = allMarked().filter((one) => Math.max(chunks, one.document.chunks) <= 2 * Math.min(chunks, one.document.chunks) + 1);
    const print = same || near.length === 0 ? undefined : printOf(hash);
    let [closest, share] = [same, same ? 1 : 0];
    for (const one of near) {
      const likely = print && one.print ? likenessOf(one.print, print) : 0;
      if (likely >= alike && likely > share) [closest, share] = [one, likely];
    }
    const found = closest && { id: closest.document.id, same: share === 1 };
    // Of one that is still read neither length nor words are known yet.
    if (status === 'ready') originals.set(hash, found ?? null);
    return found;
  }

  return {
    original,
    isPrivate: (document) => document.private === true || original(document) !== undefined,
    text: () => text ??= new PrivateText(allMarked().map(({ document: { id, hash } }) => ({ id, text: documents.extraction(hash)?.blocks.map((block) => block.text).join('\n') ?? '' }))),
    close: stop,
  };
}

/** 0–1; 1 where both say the same. */
function likenessOf(left: Print, right: Print): number {
  if (left.signature && right.signature) return likeness(left.signature, right.signature);
  return !left.signature && !right.signature && left.words !== '' && left.words === right.words ? 1 : 0;
}
