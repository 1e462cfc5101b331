import type { Document } from '../../../../core/contract/document.ts';
import type { ApprovedAnswer, Site, SiteSettings, SiteVersion } from '../../../../core/contract/site.ts';

const groups = {
  look: ['theme', 'languages', 'language', 'sources'], answers: ['model', 'instructions'], person: ['contact'], live: ['origins', 'liveAddress', 'limits'],
} as const satisfies Record<string, readonly (keyof SiteSettings)[]>;
export type SettingsGroup = keyof typeof groups;

/** What visitors do not have yet. */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Documents whose file was replaced. */
  readonly changed: readonly string[];
  readonly settings: readonly SettingsGroup[];
  /** The approved answers are not those that were published. */
  readonly approved: boolean;
}

/** @param documents all of the workspace. */
export function changesSince(site: Site, version: SiteVersion, documents: readonly Document[], approved: readonly ApprovedAnswer[]): Changes {
  const chosen = new Set(site.documents ?? []);
  const leaving = documents.filter(({ id, status }) => chosen.has(id) && status === 'ready');
  const before = new Map(version.documents.map(({ id, hash }) => [id, hash]));
  const now = new Set(leaving.map(({ id }) => id));
  return {
    added: leaving.filter(({ id }) => !before.has(id)).map(({ name }) => name),
    removed: version.documents.filter(({ id }) => !now.has(id)).map(({ name }) => name),
    changed: leaving.filter(({ id, hash }) => before.has(id) && before.get(id) !== hash).map(({ name }) => name),
    settings: (Object.keys(groups) as SettingsGroup[]).filter((group) => groups[group].some((key) => inOrder(site[key]) !== inOrder(version.settings[key]))),
    approved: approved.length !== version.approved || approved.some(({ createdAt, changedAt = createdAt }) => changedAt > version.publishedAt),
  };
}

export const hasChanges = ({ added, removed, changed, settings, approved }: Changes): boolean => added.length + removed.length + changed.length + settings.length > 0 || approved;

/** The same text for the same content, whatever order its fields were written in. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1))) : inner));
}
