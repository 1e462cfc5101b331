import { ref, shallowRef } from 'vue';
import { useAttempt } from '../layout/use-attempt.ts';

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
    const limit = Math.min(200, Math.max(least, rows.value?.length ?? 0));
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
      const page = await read({ limit: least, ...(last ? { before: timeOf(last) } : {}) });
      if (turn !== wanted) return;
      const known = new Set(rows.value?.map(({ id }) => id));
      rows.value = [...rows.value ?? [], ...page.filter(({ id }) => !known.has(id))];
      more.value = page.length >= least;
    });
  }
  return { rows, more, problem, busy, load, next, attempt };
}
