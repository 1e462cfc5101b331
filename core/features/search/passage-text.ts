/** What a model reads of a passage: it is understood with its heading. */
export const passageText = ({ text, heading }: { text: string; heading: string | null }): string => (heading === null || text.startsWith(heading) ? text : `${heading}\n${text}`);
