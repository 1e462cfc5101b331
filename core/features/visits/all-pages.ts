import type { PageOptions } from '../../ports/inbox-store.ts';

/** Records of an export at most, read so many at a time. */
const most = 100_000;
const portion = 1000;

/** All, the newest first, portion by portion. Of a full portion the last moment is left to the next, which holds all of that moment. */
export async function allPages<Value>(read: (page: PageOptions) => Promise<Value[]>, timeOf: (value: Value) => string): Promise<Value[]> {
  const values: Value[] = [];
  for (let page = await read({ limit: portion }); ; ) {
    const last = page.at(-1);
    if (!last || page.length < portion || values.length >= most) return [...values, ...page];
    const whole = page.filter((value) => timeOf(value) > timeOf(last));
    values.push(...whole.length > 0 ? whole : page);
    page = await read({ limit: portion, before: whole.length > 0 ? `${timeOf(last)}~` : timeOf(last) });
  }
}
