/** What the desktop shell adds to the page as `window.sprout`; absent in a browser. Everything else goes through the API. */
export interface Desktop {
  readonly platform: 'darwin' | 'linux' | 'win32';
  /** Asks for a folder to follow. Undefined when the owner closed the dialog. */
  chooseFolder(): Promise<string | undefined>;
  /** Where a dropped or chosen file lies on this machine; empty for a file that a program made up. */
  pathOf(file: unknown): string;
}

/** Channels between page and shell; there are no others. */
export const desktopChannels = { chooseFolder: 'sprout:choose-folder' } as const;
