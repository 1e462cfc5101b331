import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publicSiteSchema, visitAnswerSchema, visitEventSchema } from '../../../core/contract/index.ts';
import { hoursNote, isOpen } from '../../../renderer/widget/business-hours.ts';
import { contrast, readableOn, textOn } from '../../../renderer/widget/colour.ts';
import { afterFailure, afterRefusal, unknownHealth, type Health } from '../../../renderer/widget/health.ts';
import { createKeep } from '../../../renderer/widget/keep.ts';
import { chooseLanguage, ownText, ownTexts } from '../../../renderer/widget/language.ts';
import { newId } from '../../../renderer/widget/new-id.ts';
import { bare, field, writeJson } from '../../../renderer/widget/plain-data.ts';
import { lineReader, readAnswer, readEvent } from '../../../renderer/widget/read-answer.ts';
import { readLook } from '../../../renderer/widget/read-look.ts';
import { readSite } from '../../../renderer/widget/read-site.ts';
import { messages } from '../../../renderer/widget/widget-messages.ts';
import { answer, site } from '../../e2e/support/widget-host.ts';

describe('plain data', () => {
  it('is written so that JSON reads the same', () => fc.assert(fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
    const both = { value, text };
    expect(JSON.parse(writeJson(both))).toEqual(JSON.parse(JSON.stringify(both)));
  })));
  it('asks nobody how it wants to be written, and leaves out what is undefined', () => expect(writeJson({ at: [1, undefined, 'x'].slice(0, 1), toJSON: undefined, nested: { a: null, b: true } })).toBe('{"at":[1],"nested":{"a":null,"b":true}}'));
  it('is read from own fields only', () => {
    expect(field({}, 'constructor')).toBeUndefined();
    expect(field(Object.create({ live: 'x' }), 'live')).toBeUndefined();
    expect('toString' in bare({ a: 1 })).toBe(false);
  });
});

describe('what arrives', () => {
  const read = (value: unknown) => { const look = readLook(value); return look && readSite(value, look); };
  it('as a site: what the contract allows is taken as it is', () => {
    const given = publicSiteSchema.parse(site({ live: 'https://shop.example' }));
    const { id, languages, language, contact, live, index, theme } = given;
    expect(read(JSON.parse(JSON.stringify(given)))).toMatchObject({ id, languages, language, contact, live, index, colour: theme.colour, corner: theme.corner, title: theme.title, starterQuestions: theme.starterQuestions });
  });
  it('as a site: anything else is none, or put right', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => { expect(read(value)).toBeUndefined(); }));
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('theme', 'contact', 'index', 'live', 'languages', 'language'), fc.jsonValue()), (some) => {
      const found = read({ ...some, format: 1 });
      expect(found?.colour).toMatch(/^#[0-9a-f]{6}$/);
      expect(Array.isArray(found?.languages)).toBe(true);
      expect(found?.live === null || typeof found?.live === 'string').toBe(true);
    }));
    expect(['#12345', '#1234567', '#12345g', 'a123456', '#+12345', '# 12345', '#0x1234'].map((colour) => readLook({ format: 1, theme: { colour } })?.colour)).toEqual(Array.from({ length: 7 }, () => '#2b6b3f'));
    expect(read({ format: 1, live: 'javascript:alert(1)' })?.live).toBeNull();
    expect(read({ format: 1, index: { engine: 'https://evil.example/x.js', folder: 'x' } })?.index).toBeNull();
  });
  it('as texts by language: those in the other one where only they are there, and nothing that is none', () => {
    expect([ownText({ en: 'Hello', zh: '' }, 'zh'), ownText({ zh: '您好' }, 'zh'), ownText(7, 'en'), ownText({ en: ['x'] }, 'en')]).toEqual(['Hello', '您好', '', '']);
    expect([ownTexts({ en: ['A', 7], zh: [] }, 'zh'), ownTexts({ en: ['A'], zh: ['甲'] }, 'zh'), ownTexts('x', 'en')]).toEqual([['A'], ['甲'], []]);
  });
  it('as an answer or a line: what the contract allows is taken as it is, anything else is none', () => {
    const given = answer('Yes.', { understoodAs: 'Do you?' });
    expect(readAnswer(JSON.parse(JSON.stringify(given)))).toEqual(visitAnswerSchema.parse(given));
    for (const event of [{ at: 0, type: 'queued', place: 2 }, { at: 1, type: 'text-delta', text: 'a' }, { at: 2, type: 'answer-end', answer: given }, { at: 3, type: 'ping' }, { at: 4, type: 'error', error: { code: 'x', message: '' }, retryAfter: 3 }]) expect(readEvent(JSON.stringify(event))).toEqual(visitEventSchema.parse(event));
    fc.assert(fc.property(fc.json(), (text) => { expect(readEvent(text)).toBeUndefined(); expect(readAnswer(text)).toBeUndefined(); }));
    expect(readEvent('{"at":0,"type":"answer-end","answer":{"answer":7}}')).toBeUndefined();
    expect(readEvent('{"at":')).toBeUndefined();
  });
  it('as lines: each once, however it is cut', () => fc.assert(fc.property(fc.array(fc.string({ minLength: 1 }).map((line) => line.replaceAll('\n', '')), { maxLength: 8 }), fc.nat({ max: 9 }), (lines, size) => {
    const found: string[] = [];
    const read = lineReader((line) => found.push(line));
    const text = lines.map((line) => `${line}\n`).join('');
    for (let end = 0; end <= text.length; end += size + 1) read(text.slice(0, end));
    read(text);
    expect(found).toEqual(lines);
  })));
});

describe('colours', () => {
  const colour = fc.integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
  it('contrast as WCAG defines it', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.478, 2);
  });
  it('any colour gets text that can be read on it, and a link that can be read on every ground', () => fc.assert(fc.property(colour, (given) => {
    expect(contrast(textOn(given), given)).toBeGreaterThanOrEqual(4.5);
    for (const [ground, text] of [['#f4f4f0', '#1e201b'], ['#272a25', '#ecebe4']] as const) expect(contrast(readableOn(ground, given, text), ground)).toBeGreaterThanOrEqual(4.5);
  })));
});

describe('business hours', () => {
  const week = [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' }));
  // Monday, 2 March 2026, 10:00 in London, 18:00 in Shanghai, 05:00 in New York.
  const monday = new Date('2026-03-02T10:00:00Z');
  it.each([['Europe/London', true], ['Asia/Shanghai', false], ['America/New_York', false]])('are those of %s', (zone, open) => expect(isOpen(week, zone, monday)).toBe(open));
  it('may go past midnight, and across the week\'s end', () => {
    expect(isOpen([{ day: 6, from: '22:00', to: '02:00' }], 'UTC', new Date('2026-03-01T01:00:00Z'))).toBe(true);
    expect(isOpen([{ day: 6, from: '22:00', to: '02:00' }], 'UTC', new Date('2026-03-01T02:00:00Z'))).toBe(false);
    expect(isOpen([{ day: 0, from: '00:00', to: '24:00' }], 'UTC', new Date('2026-03-01T23:59:00Z'))).toBe(true);
  });
  it('are said in the words that were published; older publications tell whether it is now', () => {
    const contact = { hours: week, timeZone: 'Europe/London' };
    expect(hoursNote(contact, { en: 'Mon–Fri 09:00–18:00' }, 'en', monday)?.text).toMatch(/^A person usually answers Mon–Fri 09:00–18:00.*\. Now open\.$/);
    expect(hoursNote(contact, { zh: '周一至周五' }, 'en', monday)?.text).toContain('周一至周五');
    expect(hoursNote(contact, undefined, 'en', monday)).toEqual({ open: true, text: 'Now open.' });
  });
  it('are not said where there are none or the zone is unknown', () => {
    expect(hoursNote({ hours: [], timeZone: 'UTC' }, undefined, 'en', monday)).toBeUndefined();
    expect(hoursNote({ hours: week, timeZone: 'Mars/Olympus' }, undefined, 'en', monday)).toBeUndefined();
    expect(hoursNote({ hours: [null] as never, timeZone: 'UTC' }, undefined, 'en', monday)).toBeUndefined();
  });
});

describe('health', () => {
  it('waits 1, 2, 4 … 60 seconds, a quarter more or less', () => {
    const waits = (chance: number): number[] => { let health: Health = unknownHealth; return Array.from({ length: 9 }, () => { health = afterFailure(health, 0, chance); return health.retryAt / 1000; }); };
    expect(waits(0.5)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(waits(0)[0]).toBe(0.75);
    expect(waits(0.999)[8]).toBeLessThan(75.01);
  });
  it('believes a refusal up to ten minutes', () => expect([30, 1e9].map((seconds) => afterRefusal(0, seconds).retryAt)).toEqual([30_000, 600_000]));
});

describe('languages', () => {
  it.each([
    [['en', 'zh'], 'visitor', '', '', ['de-DE', 'zh-TW'], 'zh'], [['en', 'zh'], 'visitor', '', '', ['de'], 'en'], [['zh'], 'visitor', '', '', ['en-US'], 'zh'], [['en', 'zh'], 'zh', '', '', ['en-US'], 'zh'],
    [['en', 'zh'], 'zh', '', 'en', ['zh'], 'en'], [['en', 'zh'], 'visitor', 'zh', 'en', ['en'], 'zh'], [['en'], 'visitor', 'zh', '', [], 'en'],
  ] as const)('%j, %s, chosen %j, page %j, browser %j: %s', (languages, language, chosen, page, browser, expected) => expect(chooseLanguage({ languages: [...languages], language }, chosen, page, browser)).toBe(expected));
  it('have the same fields in every sentence', () => {
    for (const [english, chinese] of Object.values(messages)) expect(chinese.match(/\{\w+\}/g) ?? []).toEqual(english.match(/\{\w+\}/g) ?? []);
  });
});

describe('small things', () => {
  it('ids are random UUIDs', () => {
    const ids = Array.from({ length: 200 }, newId);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(new Set(ids).size).toBe(200);
  });
  it('what cannot be stored is kept in memory, and in storage when that has room again', () => {
    const stored = new Map<string, string>();
    let full = true;
    // Storage as a browser has it: keys are its own fields.
    const storage = new Proxy({}, {
      ownKeys: () => [...stored.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      get: (_, name) => ({ getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, text: string) => { if (full) throw new DOMException('full', 'QuotaExceededError'); stored.set(key, text); }, removeItem: (key: string) => stored.delete(key) })[name as string],
    }) as Storage;
    const keep = createKeep(() => storage, 'p/');
    keep.set('a', '1');
    expect([keep.get('a'), keep.names(''), stored.size]).toEqual(['1', ['a'], 0]);
    full = false;
    keep.set('a', '2');
    expect([keep.get('a'), keep.names('a'), stored.get('p/a')]).toEqual(['2', ['a'], '2']);
    keep.remove('a');
    expect([keep.get('a'), keep.names('')]).toEqual([null, []]);
  });
});
