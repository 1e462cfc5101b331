import type { IconName } from '../layout/icon-paths.data.ts';

const icons: Readonly<Record<string, IconName>> = { 'tone-of-voice': 'mail', 'best-colleague': 'ask', character: 'leaf', 'sort-and-label': 'list', 'fill-a-form': 'table' };
/** A recipe that somebody added has the icon of teaching. */
export const recipeIcon = (id: string): IconName => icons[id] ?? 'teach';
