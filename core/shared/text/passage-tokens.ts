import { searchTokens } from './analyse.ts';

/** What a passage is indexed by: the file's name and the table's header belong to what it is about, so they are searched with it. */
export function passageTokens({ about, heading, header, text }: { readonly about: string; readonly heading: string | null; readonly header: string; readonly text: string }): string[] {
  return searchTokens([about, heading ?? '', header, text].filter((part) => part !== '').join('\n'));
}
