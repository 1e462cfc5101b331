import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryRateLimiter } from '../../core/adapters/limits/index.ts';
import type { VisitAnswer } from '../../core/contract/index.ts';
import type { Core } from '../../core/create-core.ts';
import { approvedAnswer, matchApproved } from '../../core/features/sites/index.ts';
import { createInboxNews, createVisits, sitesForVisits } from '../../core/features/visits/index.ts';
import { createGateway } from '../../core/http/gateway/gateway.ts';
import { FakeLanguageModel } from '../fakes/fake-language-model.ts';
import { MemoryInboxStore } from '../fakes/memory-inbox-store.ts';
import { MemorySecretStore } from '../fakes/memory-secret-store.ts';
import { endOf, linesOf } from '../support/gateway.ts';
import { shopOrigin } from '../support/live-site.ts';
import { newFolder } from '../support/new-folder.ts';
import { realCore } from '../support/real-core.ts';
import { widgetFolder } from '../support/widget-folder.ts';

/** Whose a document is: of one customer's site, of another's, or of nobody's. Each sentence says it. */
const owners = ['alphacanary', 'betacanary', 'privatecanary'] as const;
const things = ['kettle', 'teapot', 'grinder', 'scale', 'filter', 'tray', 'cup', 'whisk', 'caddy', 'stove'];
const documentsEach = 12;
const queries = 1000;

const textOf = (owner: string, at: number): string => `# Price list ${at} of ${owner}\n\n${things.map((thing, place) => `The ${thing} ${owner} model ${at} costs ${1000 + at * 37 + place} yuan and is repaired within ${3 + place} days.`).join('\n\n')}\n`;

/** The gateway over the core's real sites, with a model that says all it is shown. */
function gatewayOf(core: Core, model: FakeLanguageModel): (site: string, path: string, body: unknown, token?: string) => Promise<Response> {
  const { sites, events } = core.features;
  const onBug = (error: unknown): void => { throw error; };
  const visited = sitesForVisits({ sites, events, ownWords: (question, approved) => { const match = matchApproved(question, approved); return match && approvedAnswer(match.answer, 'live'); } });
  const visits = createVisits({ sites: visited, inbox: new MemoryInboxStore(), limiter: createMemoryRateLimiter(), secrets: new MemorySecretStore(), keyName: 'key', model: (_site, id) => (id === null ? undefined : () => Promise.resolve(model)), trustedProxy: () => 'none', news: createInboxNews({ events: { emit: () => undefined }, tell: () => undefined }), onBug });
  const handler = createGateway({ visits, sites: visited, onBug });
  return (site, path, body, token) => handler.fetch(new Request(`http://gateway.test/sites/${site}/${path}`, { method: 'POST', headers: { origin: shopOrigin, 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) }), '203.0.113.5');
}

describe('a site', () => {
  it(`never shows another's documents, or those of none: 0 foreign passages in ${queries} questions, quoted and by a model`, { timeout: 300_000 }, async () => {
    const base = newFolder();
    mkdirSync(join(base, 'in'));
    for (const owner of owners) for (let at = 0; at < documentsEach; at += 1) writeFileSync(join(base, 'in', `${owner}-${at}.md`), textOf(owner, at));
    const core = await realCore(join(base, 'home'), { widget: widgetFolder() });
    try {
      const { documents, sites } = core.features;
      await documents.settled((await documents.importPaths([join(base, 'in')])).map(({ id }) => id));
      const other = (await sites.create({ name: 'Other' })).id;
      const limits = { perMinutePerAddress: 10_000, perHourPerVisitor: 10_000, tokensPerDay: 1_000_000_000 };
      const siteOf = { alphacanary: 'default', betacanary: other } as const;
      for (const owner of ['alphacanary', 'betacanary'] as const) {
        await sites.update(siteOf[owner], { documents: documents.list().filter(({ name }) => name.startsWith(owner)).map(({ id }) => id), origins: [shopOrigin], sources: 'quotes', limits });
        await sites.approve(siteOf[owner], { question: 'Who owns the shop?', answer: `The owner is ${owner}.` });
        await sites.publish(siteOf[owner]);
      }
      const model = new FakeLanguageModel(({ messages }) => messages.map(({ content }) => content).join(' '), 8192);
      const call = gatewayOf(core, model);
      let own = 0;
      let prompts = 0;
      for (const owner of ['alphacanary', 'betacanary'] as const) {
        const site = siteOf[owner];
        const { token } = await (await call(site, 'visit', {})).json() as { token: string };
        const foreign = owners.filter((one) => one !== owner);
        for (let at = 0; at < queries / 2; at += 1) {
          if (at % (queries / 4) === 0) await sites.update(site, { model: at === 0 ? null : 'a-model' });
          model.requests.length = 0;
          // Asked for by name, as whoever looks for something would.
          const wanted = foreign[at % 2] ?? '';
          const thing = things[at % things.length] ?? '';
          const question = [`What does the ${thing} ${wanted} model ${at % documentsEach} cost?`, `How long is the ${thing} of ${wanted}-${at % documentsEach}.md repaired?`, `What does the ${thing} model ${at % documentsEach} cost?`, 'Who owns the shop?'][at % 4] ?? '';
          const answer: VisitAnswer = endOf(await linesOf(await call(site, 'ask', { id: crypto.randomUUID(), conversation: crypto.randomUUID(), question, locale: 'en' }, token)));
          const shown = [answer.answer, ...answer.sentences.map(({ text }) => text), ...answer.citations.flatMap(({ name, quote }) => [name, quote ?? '']), ...model.requests.flatMap(({ messages }) => messages.map(({ content }) => content))].join('\n').replaceAll(question, '');
          for (const one of foreign) expect(shown, question).not.toContain(one);
          // And nothing that visitors ask can make it do more than write.
          for (const request of model.requests) expect(request.tools ?? []).toEqual([]);
          if (shown.includes(owner)) own += 1;
          prompts += model.requests.length;
        }
      }
      // The questions were answered, not refused.
      expect(own).toBeGreaterThan(queries / 2);
      expect(prompts).toBeGreaterThan(queries / 4);
    } finally {
      await core.close();
    }
  });
});
