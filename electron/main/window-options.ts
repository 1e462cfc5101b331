import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';

/** A session of its own, kept on disk: no other page ever shares its storage. */
export const partition = 'persist:sprout';

/** Options of the one window: every item of Electron's security checklist that a window decides. */
export function windowOptions({ preload, bounds }: { preload: string; bounds: Rectangle | undefined }): BrowserWindowConstructorOptions {
  return {
    title: 'Sprout', width: 1180, height: 800, ...bounds, minWidth: 360, minHeight: 480, show: false, autoHideMenuBar: true,
    webPreferences: {
      preload, partition, sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false, navigateOnDragDrop: false, spellcheck: true,
    },
  };
}

/** Bounds that were saved, if they are whole numbers and still on a screen: a monitor may be gone. */
export function usableBounds(saved: unknown, screens: readonly Rectangle[]): Rectangle | undefined {
  if (saved === null || typeof saved !== 'object') return undefined;
  const { x, y, width, height } = saved as Partial<Rectangle>;
  if (![x, y, width, height].every((value) => Number.isInteger(value))) return undefined;
  const bounds = { x, y, width, height } as Rectangle;
  if (bounds.width < 360 || bounds.height < 480) return undefined;
  const shown = (screen: Rectangle): boolean => bounds.x + 80 < screen.x + screen.width && bounds.x + bounds.width - 80 > screen.x && bounds.y >= screen.y - 8 && bounds.y + 40 < screen.y + screen.height;
  return screens.some(shown) ? bounds : undefined;
}
