/** Where a source panel opens: a document, and the range or quote to mark in it. */
export interface SourcePlace {
  readonly document: string;
  readonly name: string;
  readonly page?: number | undefined;
  readonly quote?: string | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}
