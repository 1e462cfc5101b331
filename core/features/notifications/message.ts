import type { Locale } from '../../contract/index.ts';
import type { NotificationMessage } from '../../ports/notifier.ts';

/** Something that an owner may want to hear of at once. */
export interface Happening { readonly site: string; readonly kind: 'lead' | 'missed'; readonly question: string }

/** Characters of a question that leave this computer; who asked, and how to reach them, does not. */
const shown = 200;
const lines = 10;

const texts = {
  en: { lead: 'New message', missed: 'Question without an answer', several: (leads: number, missed: number) => `${leads} new messages, ${missed} questions without an answer`, more: (count: number) => `… and ${count} more. Open Sprout to read them.`, test: 'Sprout: this is a test. New messages of your website will come here.' },
  zh: { lead: '新留言', missed: '未能回答的问题', several: (leads: number, missed: number) => `${leads} 条新留言，${missed} 个未能回答的问题`, more: (count: number) => `……还有 ${count} 条，请在 Sprout 中查看。`, test: 'Sprout：这是一条测试消息。您网站的新留言将发送到这里。' },
} as const;

/** One message for all that has happened. */
export function bundled(happenings: readonly Happening[], names: ReadonlyMap<string, string>, locale: Locale): NotificationMessage {
  const text = texts[locale];
  const leads = happenings.filter(({ kind }) => kind === 'lead').length;
  const [only] = happenings;
  const title = happenings.length === 1 && only ? `${names.get(only.site) ?? only.site}: ${text[only.kind]}` : `${[...names.values()].join(', ')}: ${text.several(leads, happenings.length - leads)}`;
  const named = happenings.slice(0, lines).map(({ site, kind, question }) => `${names.size > 1 ? `${names.get(site) ?? site}: ` : ''}${happenings.length > 1 ? `${text[kind]}: ` : ''}${oneLine(question)}`);
  return { title: oneLine(title), lines: happenings.length > lines ? [...named, text.more(happenings.length - lines)] : named };
}

export const testMessage = (locale: Locale): NotificationMessage => ({ title: texts[locale].test, lines: [] });

function oneLine(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  return plain.length > shown ? `${[...plain].slice(0, shown).join('')}…` : plain;
}
