import { siteSettingsSchema, SproutError, type SiteSettings } from '../../contract/index.ts';
import { normalOrigin } from './origins.ts';

/** What a new site begins with. @param timeZone IANA name. */
export function newSettings(name: string, timeZone: string): SiteSettings {
  return {
    name, documents: null, model: null, instructions: '', languages: ['en', 'zh'], language: 'visitor', sources: 'names',
    theme: {
      colour: '#1f5a33', appearance: 'auto', corner: 'right', layout: 'bubble', avatar: null,
      title: { en: 'Questions?', zh: '有问题吗？' }, greeting: { en: 'Hello! What would you like to know?', zh: '您好！您想了解什么？' }, starterQuestions: {},
    },
    contact: {
      enabled: true, hours: [], timeZone, email: '', phone: '',
      consent: { en: 'I agree that my message and my contact are kept and used to answer me.', zh: '我同意保存我的留言和联系方式，用于回复我。' },
    },
    origins: [], liveAddress: null, limits: { perMinutePerAddress: 10, perHourPerVisitor: 60, tokensPerDay: 200_000 }, retentionDays: 90,
  };
}

/** What changes; what is undefined stays. */
export type SettingsChange = { readonly [Name in keyof SiteSettings]?: SiteSettings[Name] | undefined };

/** Settings with a change, checked: addresses as browsers write them, each once. @throws SproutError origin-invalid, site-name, input-invalid. */
export function changedSettings(before: SiteSettings, change: SettingsChange): SiteSettings {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next = siteSettingsSchema.safeParse({ ...before, ...given });
  if (!next.success) {
    const [issue] = next.error.issues;
    if (issue?.path[0] === 'name') throw new SproutError('site-name');
    throw new SproutError('input-invalid', { reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
  }
  const { origins, liveAddress, documents, languages, ...rest } = next.data;
  return {
    ...rest, languages: [...new Set(languages)], documents: documents && [...new Set(documents)], origins: [...new Set(origins.map(normalOrigin))],
    liveAddress: liveAddress === null || liveAddress === '' ? null : normalOrigin(liveAddress),
  };
}

/** An id from a name: letters and digits of it where it has any, and a number where that one is taken. */
export function newSiteId(name: string, taken: readonly string[]): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 34).replace(/-+$/, '') || 'site';
  if (!taken.includes(plain)) return plain;
  for (let number = 2; ; number += 1) if (!taken.includes(`${plain}-${number}`)) return `${plain}-${number}`;
}
