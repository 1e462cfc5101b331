import { ref, shallowRef } from 'vue';
import { useAttempt } from '../layout/use-attempt.ts';

/** Rows that one request may ask for. */
const most = 200;

/**
 * A list that is read a page at a time, newest first, each row once.
 * @param timeOf what the next page comes before. @param least rows of a full page: fewer mean that nothing follows.
 */
export function usePages<Row extends { readonly id: string }>(read: (page: { before?: string; limit: number }) => Promise<Row[]>, timeOf: (row: Row) => string, least = 50) {
  const { problem, busy, attempt } = useAttempt();
  const rows = shallowRef<Row[]>();
  const more = ref(false);
  let wanted = 0;
  /** Reads as many as are shown anew. */
  function load(): Promise<boolean> {
    const turn = wanted += 1;
    const limit = Math.min(most, Math.max(least, rows.value?.length ?? 0));
    return attempt(async () => {
      const page = await read({ limit });
      if (turn !== wanted) return;
      rows.value = page;
      more.value = page.length >= limit;
    });
  }
  function next(): Promise<boolean> {
    const turn = wanted += 1;
    const last = rows.value?.at(-1);
    return attempt(async () => {
      const known = new Set(rows.value?.map(({ id }) => id));
      const unknown = (page: readonly Row[]): Row[] => page.filter(({ id }) => !known.has(id));
      // What came in the same moment as the last row may not have been in its page: behind a time, "~" is later than all of that moment.
      let page = await read({ limit: most, ...(last ? { before: `${timeOf(last)}~` } : {}) });
      if (last && page.length >= most && unknown(page).length === 0) page = await read({ limit: most, before: timeOf(last) });
      if (turn !== wanted) return;
      rows.value = [...rows.value ?? [], ...unknown(page)];
      more.value = page.length >= most;
    });
  }
  return { rows, more, problem, busy, load, next, attempt };
}
