import { describe, expect, it } from 'vitest';
import { answer, type Step } from './support/widget-host.ts';
import { noChromium } from './support/with-sprout.ts';
import { askWidget, leaveMessage, openBubble, openChat, withWidget } from './support/with-widget.ts';

/** A step that waits until the test says go. */
function gate(): { step: Step; go: () => void } {
  let go = (): void => undefined;
  const wait = new Promise<void>((resolve) => { go = resolve; });
  return { step: { wait }, go: () => { go(); } };
}

describe.skipIf(noChromium)('the widget', () => {
  const { host, newContext, newPage } = withWidget();

  describe('loads', () => {
    it('only what it shows, until it is opened', async () => {
      const page = await newPage();
      await page.goto(host().add('quiet'));
      await page.locator('.bubble').waitFor();
      expect(host().requests).toEqual(['GET /sprout.js', 'GET /sites/default/site.json']);
      expect(await page.context().cookies()).toEqual([]);
    });
    it('once when it is included twice, as a module, before the body, and with a base elsewhere', async () => {
      const page = await newPage();
      const snippets = [host().snippet + host().snippet, host().snippet.replace(' async', ' type="module"').replace('<script', '<script crossorigin'), ''];
      for (const [at, script] of snippets.entries()) {
        const head = at === 2 ? `${host().snippet.replace(' async', '')}` : `<base href="https://elsewhere.example/">`;
        await page.goto(host().add(`times-${at}`, { script, head }));
        await page.locator('.bubble').waitFor();
        expect(await page.locator('sprout-chat').count()).toBe(1);
      }
    });
    it('again when a script of the page takes it away, a bounded number of times', async () => {
      const page = await newPage();
      await page.goto(host().add('jealous', { head: '<script>window.taken = 0; new MutationObserver(() => { const found = document.querySelector("sprout-chat"); if (found && taken < limit) { found.remove(); taken += 1; } }).observe(document.documentElement, { childList: true, subtree: true }); var limit = 3;</script>' }));
      await expect.poll(() => page.evaluate('taken')).toBe(3);
      await openBubble(page);
      await page.goto(host().add('more-jealous', { head: '<script>window.taken = 0; new MutationObserver(() => { const found = document.querySelector("sprout-chat"); if (found) { found.remove(); taken += 1; } }).observe(document.documentElement, { childList: true, subtree: true });</script>' }));
      await expect.poll(() => page.evaluate('taken')).toBe(6);
    });
    it('in the place that the page names, as high as the page makes it', async () => {
      const page = await newPage();
      await page.goto(host().add('inline', { body: '<main><h1>Help</h1><sprout-chat></sprout-chat></main>' }));
      await page.locator('.panel').waitFor();
      expect(await page.locator('.bubble').count()).toBe(0);
      await page.goto(host().add('target', { body: '<main><h1>Help</h1><div id="here" style="height:450px"></div></main>', script: host().snippet.replace('async', 'async data-target="#here" data-lang="zh"') }));
      await page.locator('.panel').waitFor();
      expect(await page.locator('.panel').evaluate((panel) => panel.getBoundingClientRect().height)).toBe(450);
      expect(await page.locator('textarea').getAttribute('placeholder')).toBe('请输入问题…');
      // The page builds itself anew: the conversation is in the new place.
      for (const question of ['Do you repair?', 'Do you deliver?']) await askWidget(page, question);
      await page.evaluate(() => { const place = document.querySelector('#here'); if (place) { place.textContent = ''; place.appendChild(document.createElement('sprout-chat')); } });
      await page.locator('.exchange').getByText('Live: Do you deliver?').waitFor();
      expect(await page.locator('.panel').count()).toBe(1);
      // It is shown from its end.
      expect(await page.locator('.log').evaluate((log) => [log.scrollHeight > log.clientHeight, Math.round(log.scrollHeight - log.scrollTop - log.clientHeight)])).toEqual([true, 0]);
    });
  });

  describe('live', () => {
    it('streams with the place in the queue, then shows sources with their quotes', async () => {
      const page = await newPage();
      await openChat(page, host().add('live'));
      const [first, second] = [gate(), gate()];
      host().script.push([{ queued: 3 }, first.step, { ping: true }, 'Two ', second.step, 'years.', { end: answer('Two years.') }]);
      await page.locator('textarea').fill('How long?');
      await page.keyboard.press('Enter');
      await page.getByText('You are number 3 in line').waitFor();
      first.go();
      await page.locator('.theirs[aria-busy=true]').getByText('Two', { exact: true }).waitFor();
      second.go();
      await page.locator('.theirs[aria-busy=false]').getByText('Two years.', { exact: true }).waitFor();
      await page.locator('summary').click();
      expect(await page.locator('.sources').innerText()).toContain('The warranty on kettles is two years from the date of purchase.');
      expect(await page.locator('.sources').innerText()).toContain('page 3');
    });
    it('goes on with a stream that broke, without saying anything twice', async () => {
      const page = await newPage();
      await openChat(page, host().add('broken'));
      host().script.push(['One, ', { cut: true }, 'two, ', { cut: true }, 'three.', { end: { answer: 'One, two, three.', citations: [] } }]);
      expect(await askWidget(page, 'Count')).toContain('One, two, three.');
      await page.locator('.tools').waitFor();
      expect([...host().asked.values()]).toEqual(['Count']);
      expect(host().requests.filter((request) => request.startsWith('GET /sites/default/answers/'))).toHaveLength(2);
    });
    it('asks again under the same id where the gateway was started anew, and renews a visit that ended', async () => {
      const page = await newPage();
      await openChat(page, host().add('anew'));
      expect(await askWidget(page, 'First')).toContain('Live: First');
      host().forgetTokens();
      const waiting = gate();
      host().script.push(['Half ', waiting.step, { cut: true }], [{ end: { answer: 'Whole.', citations: [] } }]);
      await page.locator('textarea').fill('Second');
      await page.keyboard.press('Enter');
      await page.getByText('Half').waitFor();
      host().forgetAnswers();
      waiting.go();
      await page.getByText('Whole.').waitFor();
      expect([...host().asked.values()]).toEqual(['First', 'Second']);
    });
    it('stops when told to, keeping what came', async () => {
      const page = await newPage();
      await openChat(page, host().add('stop'));
      host().script.push(['Once upon a time', { hang: true }]);
      await page.locator('textarea').fill('Tell me');
      await page.keyboard.press('Enter');
      await page.getByText('Once upon a time').waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('Once upon a time Stopped.').waitFor();
      expect(await askWidget(page, 'And now?')).toContain('Live: And now?');
    });
    it('takes ratings, the last one of several', async () => {
      const page = await newPage();
      await openChat(page, host().add('rate'));
      await askWidget(page, 'Good?');
      await page.getByRole('button', { name: 'Not helpful' }).click();
      await page.getByRole('button', { name: 'Helpful', exact: true }).click();
      expect(await page.getByRole('button', { name: 'Helpful', exact: true }).getAttribute('aria-pressed')).toBe('true');
      const exchange = [...host().asked.keys()][0];
      await expect.poll(() => host().delivered.filter(({ type }) => type === 'rating').at(-1)).toMatchObject({ exchange, rating: 'up' });
    });
  });

  describe('when the laptop is not there', () => {
    it.each(['refusing', 'limited', 'broken'] as const)('answers from the published index (%s), at once the second time, and comes back by itself', async (state) => {
      const page = await newPage();
      await openChat(page, host().add('static'));
      host().state = state;
      expect(await askWidget(page, 'How long is the warranty on kettles?')).toContain('The warranty on kettles is two years.');
      const asks = (): number => host().requests.filter((request) => request === 'POST /sites/default/ask').length;
      const before = asks();
      expect(await askWidget(page, 'Where do you ship abroad?')).toContain('We ship abroad to Europe.');
      expect(asks()).toBe(before);
      host().state = 'up';
      await page.evaluate(() => { window.dispatchEvent(new Event('online')); });
      await expect.poll(() => host().delivered.map((item) => (item.type === 'exchange' ? item.question : ''))).toEqual(['How long is the warranty on kettles?', 'Where do you ship abroad?']);
      expect(await askWidget(page, 'Are you back?')).toContain('Live: Are you back?');
    });
    it('notices a connection that fell silent, and answers what was half said', async () => {
      const page = await newPage();
      await page.clock.install();
      await openChat(page, host().add('silent'));
      host().script.push(['The warranty is', { hang: true }]);
      await page.locator('textarea').fill('How long is the warranty?');
      await page.keyboard.press('Enter');
      await page.getByText('The warranty is', { exact: true }).waitFor();
      host().state = 'asleep';
      await expect.poll(async () => { await page.clock.fastForward(8000); return page.locator('.theirs').last().innerText(); }).toContain('The warranty on kettles is two years.');
    });
    it('keeps a message, says so, and brings it when the firm is back: once', async () => {
      const page = await newPage();
      host().site.index = null;
      await page.clock.install();
      await openChat(page, host().add('later'));
      host().state = 'refusing';
      await page.locator('textarea').fill('Can I visit the workshop?');
      await page.keyboard.press('Enter');
      await expect.poll(async () => { await page.clock.fastForward(5000); return page.locator('.theirs').last().innerText(); }).toContain('Leave a message');
      await page.locator('.theirs .strong').click();
      expect(await page.locator('#message').inputValue()).toBe('Can I visit the workshop?');
      await leaveMessage(page, 'ann@example.org');
      expect(await page.locator('.thanks').innerText()).toContain('We aren’t online right now');
      await page.reload();
      host().state = 'up';
      await page.goto(host().add('another-page'));
      await expect.poll(() => host().messages()[0]).toMatchObject({ contact: 'ann@example.org', question: 'Can I visit the workshop?', consent: true, consentText: 'You may keep my message and contact details to answer me.', locale: 'en' });
      await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('/out:')))).toEqual([]);
      await page.reload();
      await page.locator('.panel').waitFor();
      // The page may be left before it hears that the message arrived: it is then brought again under its id, which the inbox knows.
      expect(new Set(host().messages().map(({ id }) => id)).size).toBe(1);
    });
    it('brings what an earlier visit left, though nothing is pressed', async () => {
      const context = await newContext();
      const before = await context.newPage();
      await openChat(before, host().add('before'));
      host().state = 'refusing';
      await before.locator('.foot button').click();
      await leaveMessage(before, 'ann@example.org', 'Please write.');
      await before.close();
      host().state = 'up';
      const page = await context.newPage();
      await page.clock.install();
      await page.goto(host().add('after'));
      await page.locator('.bubble').waitFor();
      await expect.poll(async () => { await page.clock.fastForward(5000); return host().messages().map(({ question }) => question); }).toEqual(['Please write.']);
      expect(await page.locator('.panel').count()).toBe(0);
    });
    it('tells on the open form when the message has arrived', async () => {
      const page = await newPage();
      await openChat(page, host().add('form'));
      host().state = 'refusing';
      await page.locator('.foot button').click();
      await leaveMessage(page, '+86 21 5555 0100', 'Please call.');
      expect(await page.locator('.thanks').innerText()).toContain('We aren’t online');
      host().state = 'up';
      await page.evaluate(() => { window.dispatchEvent(new Event('online')); });
      await page.getByText('Your message has reached us.').waitFor();
    });
    it('without any gateway takes no message and says how to reach the firm', async () => {
      const page = await newPage();
      host().site.live = null;
      await openChat(page, host().add('no-gateway'));
      expect(await askWidget(page, 'How long is the warranty?')).toContain('two years');
      expect(await page.locator('.tools').count()).toBe(0);
      await page.locator('.foot button').click();
      expect(await page.locator('[role=form]').count()).toBe(0);
      expect(await page.locator('.page').innerText()).toContain('+86 21 5555 0100');
      expect(await page.locator('.page a').getAttribute('href')).toBe('mailto:hello@bluebird.example');
      expect(host().requests.some((request) => request.includes('visit'))).toBe(false);
    });
    it('tries the engine again after its file could not be had', async () => {
      const page = await newPage();
      host().site.live = null;
      await page.goto(host().add('no-files'));
      await page.locator('.bubble').waitFor();
      host().filesDown = true;
      await openBubble(page);
      expect(await askWidget(page, 'How long is the warranty?')).toContain('Leave a message');
      host().filesDown = false;
      expect(await askWidget(page, 'How long is the warranty?')).toContain('two years');
    });
  });

  describe('remembers', () => {
    it('the conversation on the next page, a question under way included, and nothing after "delete my data"', async () => {
      const page = await newPage();
      await openChat(page, host().add('one'));
      await askWidget(page, 'First?');
      host().script.push(['Slow', { hang: true }, ' but sure.', { end: { answer: 'Slow but sure.', citations: [] } }]);
      await page.locator('textarea').fill('Second?');
      await page.keyboard.press('Enter');
      await page.getByText('Slow', { exact: true }).waitFor();
      await page.goto(host().add('two'));
      await page.getByText('Slow but sure.').waitFor();
      expect(await page.locator('.exchange').count()).toBe(2);
      expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body');
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'Delete my data' }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      expect(await page.locator('.exchange').count()).toBe(0);
      await expect.poll(() => host().requests).toContain('DELETE /sites/default/visit');
      await expect.poll(() => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/First|Second|Slow|visit-/);
    });
    it('the language that the visitor chose', async () => {
      const page = await newPage();
      await openChat(page, host().add('language'));
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByText('您好！').waitFor();
      await page.reload();
      await page.getByText('您好！').waitFor();
    });
  });
});
