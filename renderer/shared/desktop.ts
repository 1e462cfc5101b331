import type { Desktop } from '../../core/contract/desktop.ts';

/** What the desktop window adds; undefined in a browser, where files come by upload and folders by their path. */
export const desktop = (globalThis as { sprout?: Desktop }).sprout;
