declare module 'word-extractor' {
  /** word-extractor 1.0: text of Word 97–2003 files. */
  export default class WordExtractor {
    extract(source: Buffer): Promise<{
      getBody(): string;
      getFootnotes(): string;
      getEndnotes(): string;
      getTextboxes(options: { includeHeadersAndFooters: boolean }): string;
    }>;
  }
}
