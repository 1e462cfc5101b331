/** The first message to the core's process. */
export interface CoreOrder {
  readonly home: string;
  readonly workspace: string;
  readonly version: string;
  readonly templates: string;
  /** The built widget. */
  readonly widget: string;
  /** The gateway's code for other machines. */
  readonly gateway: string;
  /** BCP 47, of the system. */
  readonly language: string;
}

/** How the start went; all other messages are `{ transport }` or `{ keychain }`. */
export type CoreReport = { readonly state: 'ready' } | { readonly state: 'failed'; readonly code: string; readonly message: string };
