import type { ScoredChunk } from '../../ports/chunk-index.ts';
import type { MeaningSearch } from '../search/index.ts';

export interface PublishedMeaningParts {
  /** Of the workspace, over all its documents. */
  readonly meaning: Pick<MeaningSearch, 'find'>;
  /** The documents that were published, in the order of the index. */
  readonly documents: readonly { readonly id: string; readonly hash: string }[];
  /** A document of the workspace as it is now. */
  readonly now: (id: string) => { readonly hash: string; readonly version: number } | undefined;
  /** A passage of the publication. */
  readonly passage: (document: number, ordinal: number) => ScoredChunk | undefined;
}

/** The workspace may hold much more than was published: so many more are looked at. */
const wider = 4;

/**
 * Finds passages of a publication by meaning, by the vectors of the workspace. Those only say which passages to look at: what is given comes from the
 * publication, and what is not in it, word for word, is dropped. Documents that changed since are found by full text alone.
 */
export function publishedMeaning({ meaning, documents, now, passage }: PublishedMeaningParts): Pick<MeaningSearch, 'find'> {
  const placeOf = new Map(documents.map(({ id }, place) => [id, place]));
  /** Id in the workspace of a published passage. */
  function idIn(published: string): string | undefined {
    const [place, ordinal] = published.split(':');
    const document = documents[Number(place)];
    const current = document && now(document.id);
    return document && current?.hash === document.hash ? `${document.id}:${current.version}:${ordinal}` : undefined;
  }
  function publishedAs({ document, ordinal, text, start }: ScoredChunk): ScoredChunk | undefined {
    const place = placeOf.get(document);
    const found = place === undefined ? undefined : passage(place, ordinal);
    return found?.text === text && found.start === start ? found : undefined;
  }
  return {
    async find(question, limit, among) {
      const known = among.flatMap((chunk) => { const id = idIn(chunk.id); return id === undefined ? [] : [{ ...chunk, id }]; });
      const found = await meaning.find(question, limit * wider, known);
      if (!found) return undefined;
      const chunks = found.chunks.flatMap((chunk) => { const held = publishedAs(chunk); return held ? [{ ...held, score: 0 }] : []; }).slice(0, limit);
      return { chunks, bonus: (id) => { const theirs = idIn(id); return theirs === undefined ? 0 : found.bonus(theirs); } };
    },
  };
}
