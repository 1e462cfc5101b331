import { searchTokens } from './analyse.ts';

/**
 * What a passage is indexed by: the file's name and the table's header belong to what it is about, so they are searched with it.
 * @param about as a text, or its terms where the text is not at hand.
 */
export function passageTokens({ about, heading, header, text }: { readonly about: string | readonly string[]; readonly heading: string | null; readonly header: string; readonly text: string }): string[] {
  const own = [heading ?? '', header, text];
  return typeof about === 'string' ? searchTokens(joined([about, ...own])) : searchTokens(joined(own), about);
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');
