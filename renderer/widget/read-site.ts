import type { PublicSite } from '../../core/contract/visit.ts';
import { field, isText, listOf, oneOf, textOf } from './plain-data.ts';
import type { Look } from './read-look.ts';

/** What of `site.json` the widget acts on. Which sources are shown is decided where answers are made; where it stands, by the page. What the owner wrote by language is as it came, and looked at when it is shown (`ownText`, `ownTexts`). */
export interface WidgetSite extends Look, Pick<PublicSite, 'live' | 'index'>, Pick<PublicSite['theme'], 'appearance' | 'avatar'> {
  readonly greeting: unknown;
  readonly starterQuestions: unknown;
  readonly hoursText: unknown;
  readonly contact: Omit<PublicSite['contact'], 'consent'> & { readonly consent: unknown };
}

/** The rest of what arrived as `site.json`, put right where it can be. */
export function readSite(value: unknown, look: Look): WidgetSite {
  const [theme, contact, index, live] = ['theme', 'contact', 'index', 'live'].map((key) => field(value, key));
  const [engine, folder] = [textOf(index, 'engine'), textOf(index, 'folder')];
  return {
    ...look,
    appearance: oneOf(theme, 'appearance', ['light', 'dark']) ?? 'auto',
    avatar: textOf(theme, 'avatar', 40_000) || null,
    greeting: field(theme, 'greeting'),
    starterQuestions: field(theme, 'starterQuestions'),
    hoursText: field(value, 'hoursText'),
    contact: {
      enabled: field(contact, 'enabled') === true,
      consent: field(contact, 'consent'),
      // What is no stretch of time tells no hours (`hoursNote`).
      hours: listOf(contact, 'hours') as PublicSite['contact']['hours'],
      timeZone: textOf(contact, 'timeZone'), email: textOf(contact, 'email'), phone: textOf(contact, 'phone'),
    },
    live: isText(live) && /^(?:https?:\/\/[^\s?#]+)?$/.test(live) ? live : null,
    // Paths from the script's folder, no addresses.
    index: [engine, folder].every((path) => /^\w[\w./-]*$/.test(path)) ? { engine, folder } : null,
  };
}
