import { describe, expect, it } from 'vitest';
import type { Document } from '../../../../core/contract/index.ts';
import { createPrivateDocuments } from '../../../../core/features/documents/index.ts';
import { createEventHub } from '../../../../core/shared/event-hub.ts';
import { MemoryWorkspaceStore } from '../../../fakes/memory-workspace-store.ts';
import { document } from '../../../ports/workspace-store.ts';

const rows = Array.from({ length: 40 }, (_, at) => `The margin of article ${at * 17 + 300} is ${at * 7 + 12} percent in week ${at + 1}.`);
const long = rows.join(' ');

function open() {
  const store = new MemoryWorkspaceStore();
  const events = createEventHub((error) => { throw error; });
  const kept = createPrivateDocuments({ store, events });
  const put = (id: string, text: string, more: Partial<Document> = {}): Document => {
    const saved = { ...document(id, more), hash: more.hash ?? `hash of ${text}` };
    store.documents.saveExtraction(saved.hash, { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: [{ kind: 'paragraph', text, start: 0, end: text.length }], warnings: [] }, '');
    store.documents.save(saved);
    events.emit({ type: 'document-changed', document: saved });
    return saved;
  };
  return { store, events, kept, put };
}

describe('what never leaves', () => {
  it('is what is marked, and every copy of it: the same file, the same words in another, and nearly the same words', () => {
    const { kept, put } = open();
    const marked = put('marked', long, { private: true });
    const sameFile = put('same-file', long);
    const sameWords = put('same-words', long.toUpperCase().replaceAll('. ', ' – '));
    const nearly = put('nearly', `${rows.slice(0, 38).join(' ')} And two more lines that nobody else has, about tea.`);
    const other = put('other', rows.map((row) => row.replace('margin', 'height').replace('article', 'tree')).join(' '));
    expect(kept.original(sameFile)).toEqual({ document: marked, same: true });
    expect(kept.original(sameWords)).toEqual({ document: marked, same: true });
    expect(kept.original(nearly)).toEqual({ document: marked, same: false });
    expect(kept.original(marked)).toBeUndefined();
    expect([marked, sameFile, sameWords, nearly, other].map((one) => kept.isPrivate(one))).toEqual([true, true, true, true, false]);
  });

  it('is compared by all of its words where there are few', () => {
    const { kept, put } = open();
    put('marked', 'The cook earns 3200 euro.', { private: true });
    expect(kept.original(put('same', 'the cook  earns: 3200 Euro'))).toMatchObject({ same: true });
    expect(kept.original(put('other', 'The cook earns 3300 euro.'))).toBeUndefined();
    expect(kept.original(put('empty', ''))).toBeUndefined();
  });

  it('follows the marks: of one that is taken back or deleted nothing is kept any more', () => {
    const { store, events, kept, put } = open();
    const copy = put('copy', long);
    expect(kept.isPrivate(copy)).toBe(false);
    const { private: _private, ...free } = put('marked', long, { private: true });
    expect(kept.isPrivate(copy)).toBe(true);
    expect(kept.text().isIn(rows[3] ?? '')).toBe(true);
    store.documents.save(free);
    events.emit({ type: 'document-changed', document: free });
    expect(kept.isPrivate(copy)).toBe(false);
    expect(kept.text().empty).toBe(true);
    put('marked', long, { private: true });
    store.documents.delete('marked');
    events.emit({ type: 'document-deleted', document: 'marked' });
    expect(kept.isPrivate(copy)).toBe(false);
  });

  it('knows a copy once it has been read', () => {
    const { store, events, kept, put } = open();
    put('marked', long, { private: true });
    const queued = { ...document('late'), hash: 'late', status: 'reading' as const };
    store.documents.save(queued);
    expect(kept.isPrivate(queued)).toBe(false);
    store.documents.saveExtraction('late', { mime: 'text/plain', pages: 1, pageKind: 'none', blocks: [{ kind: 'paragraph', text: `${long} `, start: 0, end: long.length + 1 }], warnings: [] }, '');
    events.emit({ type: 'document-changed', document: queued });
    expect(kept.isPrivate(queued)).toBe(true);
  });
});
