import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../core/contract/document.ts';
import type { PublicFinding, PublicReview, Site, SiteVersion } from '../../core/contract/site.ts';
import { siteContactSchema, siteSettingsSchema } from '../../core/contract/site.ts';
import { newSettings } from '../../core/features/sites/site-settings.ts';
import { everyDay, sums } from '../../renderer/app/features/inbox/day-bars.ts';
import { contactLink } from '../../renderer/app/features/inbox/contact-link.ts';
import { changesSince, hasChanges } from '../../renderer/app/features/website/changes-since.ts';
import { placeholderAddress } from '../../core/contract/embed.ts';
import { embedCode, embedKinds, folderAddress, hostKinds, otherHostLines } from '../../renderer/app/features/website/embed-code.ts';
import { stepStates, type Known } from '../../renderer/app/features/website/site-steps.ts';
import { tunnelKinds, tunnelSteps } from '../../renderer/app/features/website/tunnels.ts';
import { hoursOf, likeMonday, officeHours, withStretch, withTime } from '../../renderer/app/features/website/week.ts';

const site = (changes: Partial<Site> = {}): Site => ({ ...newSettings('Shop', 'Asia/Shanghai'), id: 'default', createdAt: '2026-01-01T00:00:00.000Z', published: 1, accepted: [], documents: ['a', 'b'], ...changes });
const document = (id: string, changes: Partial<Document> = {}): Document => ({ id, name: `${id}.txt`, mime: 'text/plain', size: 1, hash: `hash-${id}`, version: 1, status: 'ready', pages: 1, pageKind: 'page', chunks: 1, warnings: [], importedAt: '2026-01-01T00:00:00.000Z', ...changes });
const versionOf = (from: Site): SiteVersion => ({ version: 1, publishedAt: '2026-02-01T00:00:00.000Z', documents: ['a', 'b'].map((id) => ({ id, name: `${id}.txt`, hash: `hash-${id}` })), leftOut: [], passages: 2, approved: 0, bytes: 9, settings: siteSettingsSchema.parse(from) });

describe('what visitors do not have yet', () => {
  const version = versionOf(site());
  const all = [document('a'), document('b'), document('c')];
  it('is nothing right after a publication, in whatever order fields were written', () => {
    const { theme } = site();
    const turned = { ...Object.fromEntries(Object.entries(theme).toReversed()), title: { zh: theme.title.zh, en: theme.title.en } } as Site['theme'];
    expect(hasChanges(changesSince(site({ theme: turned }), version, all, []))).toBe(false);
  });
  it('is each document that came, went or was replaced, by its name', () => {
    const changes = changesSince(site({ documents: ['b', 'c'] }), version, [document('a'), document('b', { hash: 'new' }), document('c')], []);
    expect(changes).toMatchObject({ added: ['c.txt'], removed: ['a.txt'], changed: ['b.txt'], settings: [], approved: false });
  });
  it('counts no document that is not ready', () => expect(changesSince(site({ documents: ['a', 'b', 'c'] }), version, [document('a'), document('b'), document('c', { status: 'failed' })], [])).toMatchObject({ added: [], removed: [] }));
  it('names the step of each setting', () => {
    const changed = site({ model: 'small', origins: ['https://shop.example'], contact: { ...site().contact, phone: '1' }, sources: 'none' });
    expect(changesSince(changed, version, all, []).settings).toEqual(['look', 'answers', 'person', 'live']);
    // Neither leaves with a publication.
    expect(changesSince(site({ retentionDays: 7, accepted: ['x'] }), version, all, []).settings).toEqual([]);
  });
  it('is an approved answer that is newer, was written anew, or was deleted', () => {
    const newer = { id: '1', question: 'q', answer: 'a', createdAt: '2026-02-02T00:00:00.000Z' };
    expect(changesSince(site(), { ...version, approved: 1 }, all, [newer]).approved).toBe(true);
    expect(changesSince(site(), { ...version, approved: 1 }, all, [{ ...newer, createdAt: '2026-01-02T00:00:00.000Z', changedAt: '2026-02-02T00:00:00.000Z' }]).approved).toBe(true);
    expect(changesSince(site(), { ...version, approved: 1 }, all, []).approved).toBe(true);
    expect(changesSince(site(), { ...version, approved: 1 }, all, [{ ...newer, createdAt: '2026-01-02T00:00:00.000Z' }]).approved).toBe(false);
  });
});

describe('the state of each step', () => {
  const finding = (changes: Partial<PublicFinding>): PublicFinding => ({ key: 'k', document: 'a', name: 'a.txt', kind: 'card', severity: 'stop', text: '4111', start: 0, end: 4, accepted: false, ...changes });
  const review = (findings: PublicFinding[]): PublicReview => ({ documents: [], leftOut: [], findings, stopped: false });
  const states = (changes: Partial<Known>): ReturnType<typeof stepStates> => stepStates({ site: site(), review: undefined, approved: [], changes: undefined, gateway: undefined, modelTitle: (id) => id.toUpperCase(), locale: 'zh', ...changes });
  it('asks for documents where none were chosen', () => expect(states({ site: site({ documents: null, published: null }) })).toMatchObject({ documents: { mark: 'todo', key: 'choose' }, publish: { mark: 'todo', key: 'unpublished' } }));
  it('counts what keeps from publishing, and neither what was let out nor what is only to be looked at', () => expect(states({ review: review([finding({}), finding({ accepted: true }), finding({ severity: 'look' })]) }).documents).toMatchObject({ mark: 'todo', fields: { n: 1 } }));
  it('tells a change since the last publication', () => expect(states({ changes: { added: [], removed: [], changed: [], settings: ['look'], approved: false } }).publish).toMatchObject({ mark: 'todo', key: 'changed' }));
  it('is live only with an address', () => {
    const gateway = { open: true, port: 17_181, address: 'http://127.0.0.1:17181', trustedProxy: 'none' } as const;
    expect(states({}).live.mark).toBe('off');
    expect(states({ gateway }).live).toMatchObject({ mark: 'todo', key: 'noAddress' });
    expect(states({ gateway, site: site({ liveAddress: 'https://chat.shop.example' }) }).live).toMatchObject({ mark: 'done', fields: { address: 'chat.shop.example' } });
    expect(states({ gateway: { ...gateway, problem: { code: 'port-taken', message: '' } } }).live.key).toBe('problem');
  });
  it('names the window in the owner\'s language', () => expect(states({}).look.fields).toEqual({ title: site().theme.title.zh }));
  it('names the model', () => expect(states({ site: site({ model: 'small' }) }).answers.fields).toEqual({ title: 'SMALL' }));
});

describe('the code to paste', () => {
  it('names script and site, and for a place within the page the element', () => {
    for (const kind of embedKinds) for (const inline of [false, true]) {
      const code = embedCode(kind, { site: 'default', address: 'https://shop.example/sprout', inline });
      expect(code).toContain('https://shop.example/sprout/sprout.js');
      expect(code).toMatch(/data-site="default"|dataset\.site = 'default'/);
      expect(code.includes('<sprout-chat')).toBe(inline);
    }
  });
  it('takes the folder of what people paste', () => {
    expect(['https://shop.example/sprout/', ' https://shop.example/sprout/sprout.js ', 'https://shop.example/sprout/index.html', 'https://shop.example/sprout?x#y'].map(folderAddress)).toEqual(Array.from({ length: 4 }, () => 'https://shop.example/sprout'));
    expect(['', 'shop', 'javascript:alert(1)', 'file:///x'].map(folderAddress)).toEqual(Array.from({ length: 4 }, () => placeholderAddress));
  });
  it('has lines for a folder on another host', () => {
    expect(otherHostLines('nginx', 'https://files.example/shop/sprout')).toBe('location /shop/sprout/ {\n  add_header Access-Control-Allow-Origin "*";\n}');
    expect(otherHostLines('netlify', folderAddress('https://files.example/'))).toBe('/*\n  Access-Control-Allow-Origin: *');
    for (const kind of hostKinds) expect(otherHostLines(kind, placeholderAddress)).toMatch(/Access-Control-Allow-Origin/);
  });
  it('cannot be broken out of by an address', () => fc.assert(fc.property(fc.string(), (path) => {
    expect(folderAddress(`https://shop.example/${path}`)).not.toMatch(/["'<>\s]/);
  }), { numRuns: 2000 }));
});

describe('ways in from the internet', () => {
  it('lead to the port of the gateway', () => {
    for (const kind of tunnelKinds) expect(tunnelSteps(kind, 23_456, 'chat.shop.example').steps.map(({ command }) => command ?? '').join('\n')).toMatch(/23456[\s\S]*chat\.shop\.example|chat\.shop\.example[\s\S]*23456/);
  });
  it('name who knows the visitor\'s address: never nobody', () => expect(tunnelKinds.map((kind) => tunnelSteps(kind, 1024, 'x').trustedProxy)).toEqual(['cloudflare', 'forwarded-for', 'forwarded-for']));
});

describe('the hours of a week', () => {
  it('stay what the contract allows, whatever is added', () => {
    let hours = officeHours();
    for (const day of [0, 1, 1, 1, 6]) hours = withStretch(hours, day);
    expect(siteContactSchema.shape.hours.safeParse(likeMonday(hours)).success).toBe(true);
    expect(hoursOf(likeMonday(hours), 3).map(({ from, to }) => [from, to])).toEqual(hoursOf(hours, 1).map(({ from, to }) => [from, to]));
  });
  it('refuse a time that is none', () => {
    const [first] = officeHours();
    if (!first) throw new Error('no hours');
    expect(withTime([first], first, { to: '' })).toBeUndefined();
    expect(withTime([first], first, { to: first.from })).toBeUndefined();
    expect(withTime([first], first, { to: '17:00' })).toEqual([{ day: 1, from: '09:00', to: '17:00' }]);
  });
});

describe('what a visitor left as contact', () => {
  it('leads to a mail to that address', () => expect(contactLink(' ann.b+c@shop-a.example ')).toBe('mailto:ann.b+c@shop-a.example'));
  it.each(['+86 21 5555 0100', 'javascript:alert(1)', 'a@b.example?bcc=x@y.example', 'a@b.example,c@d.example', 'a%0abcc:x@b.example', 'https://evil.example', 'tel:1', 'a@b', '@b.example', 'a b@c.example', '<a@b.example>'])('leads nowhere: %s', (contact) => expect(contactLink(contact)).toBeUndefined());
  it('leads to one address or nowhere, whatever it is', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.emailAddress(), fc.webUrl(), fc.tuple(fc.emailAddress(), fc.string()).map((two) => two.join(''))), (contact) => {
    const link = contactLink(contact);
    if (link === undefined) return;
    expect(new URL(link)).toMatchObject({ protocol: 'mailto:', search: '', hash: '' });
    expect(link.split('@')).toHaveLength(2);
  }), { numRuns: 5000 }));
});

describe('counts by day', () => {
  const known = { day: '2026-03-01', questions: 3, answered: 2, missed: 1, leads: 1, up: 0, down: 1, visitors: 2 };
  it('hold every day up to today, over the end of a month', () => expect(everyDay([known], 4, new Date(2026, 2, 2, 23, 30)).map(({ day, questions }) => [day, questions])).toEqual([['2026-02-27', 0], ['2026-02-28', 0], ['2026-03-01', 3], ['2026-03-02', 0]]));
  it('add up', () => expect(sums([known, known])).toEqual({ questions: 6, answered: 4, missed: 2, leads: 2, up: 0, down: 2, visitors: 4 }));
});
