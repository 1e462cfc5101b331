import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLlamaRuntime } from '../../../../core/adapters/llama/index.ts';
import type { AppliedAdapter, LanguageModel } from '../../../../core/ports/language-model.ts';
import { madeModel, writeGguf } from '../../../../core/shared/gguf/index.ts';
import { writeAdapter } from '../../../support/made-adapter.ts';
import { newFolder } from '../../../support/new-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { checkedModel, hasModels, modelPath, tiny } from '../../../support/tiny-models.ts';

const story = 'Once upon a time, there was a little girl named Lily. She';
const runtime = createLlamaRuntime({ slots: 4 });
afterAll(() => runtime.close());

async function write(model: LanguageModel, adapters: readonly AppliedAdapter[] = [], content = story): Promise<{ text: string; cached: number }> {
  const written = { text: '', cached: 0 };
  for await (const event of model.generate({ messages: [{ role: 'user', content }], maxTokens: 24, adapters })) {
    if (event.type === 'text') written.text += event.text;
    else if (event.type === 'end') written.cached = event.usage.cachedTokens;
  }
  return written;
}

const modelProcesses = (): string => execFileSync('pgrep', ['-P', String(pid), '-f', 'model-child'], { encoding: 'utf8' });

describe.skipIf(!hasModels())('adapters of a chat model', () => {
  let model: LanguageModel;
  beforeAll(async () => { model = await runtime.chat(await checkedModel(modelPath(tiny.stories))); });

  it('change what it writes without a new process, by their weight, and not at all when they are gone', async () => {
    const path = join(newFolder(), 'a.gguf');
    await writeAdapter(modelPath(tiny.stories), path, { seed: 7 });
    const before = await write(model);
    const process = modelProcesses();
    const changed = await write(model, [{ path, scale: 1 }]);
    expect(changed.text).not.toBe(before.text);
    expect((await write(model, [{ path, scale: 0 }])).text).toBe(before.text);
    // What was read with the adapter is used again with it, and with nothing else.
    const again = await write(model, [{ path, scale: 1 }]);
    expect(again.text).toBe(changed.text);
    expect(again.cached).toBeGreaterThan(5);
    expect((await write(model)).text).toBe(before.text);
    expect(modelProcesses()).toEqual(process);
  });

  it('add up: two of half the weight are one of the whole', async () => {
    const folder = newFolder();
    const [one, copy] = [join(folder, 'one.gguf'), join(folder, 'copy.gguf')];
    for (const path of [one, copy]) await writeAdapter(modelPath(tiny.stories), path, { seed: 11, size: 0.4 });
    const whole = await write(model, [{ path: one, scale: 1 }]);
    expect((await write(model, [{ path: one, scale: 0.5 }, { path: copy, scale: 0.5 }])).text).toBe(whole.text);
  });

  it('do not mix: conversations with different ones at the same time are as each alone', async () => {
    const folder = newFolder();
    const paths = await Promise.all([1, 2].map(async (seed) => { const path = join(folder, `${seed}.gguf`); await writeAdapter(modelPath(tiny.stories), path, { seed }); return path; }));
    const lanes: AppliedAdapter[][] = [[], ...paths.map((path) => [{ path, scale: 1 }])];
    const jobs = Array.from({ length: 9 }, (_, at) => ({ lane: lanes[at % 3] ?? [], content: `${story} met friend number ${at} and` }));
    const alone: string[] = [];
    for (const { lane, content } of jobs) alone.push((await write(model, lane, content)).text);
    const together = await Promise.all(jobs.map(({ lane, content }) => write(model, lane, content)));
    expect(together.map(({ text }) => text)).toEqual(alone);
    expect(new Set(alone).size).toBeGreaterThan(3);
  });

  it('of another model are refused by name, and the next question is answered', async () => {
    const folder = newFolder();
    const before = await write(model);
    await writeAdapter(modelPath(tiny.stories), join(folder, 'wide.gguf'), { widen: 32 });
    await writeAdapter(modelPath(tiny.stories260), join(folder, 'other.gguf'));
    writeFileSync(join(folder, 'noise.gguf'), 'GGUF nothing');
    for (const name of ['wide.gguf', 'other.gguf', 'noise.gguf', 'absent.gguf']) await expect(write(model, [{ path: join(folder, name), scale: 1 }])).rejects.toMatchObject({ code: 'adapter-mismatch', fields: { file: join(folder, name) } });
    expect((await write(model)).text).toBe(before.text);
  });
});

const chatml = "{% for message in messages %}{{ '<s>' + message.role + ':' + message.content + '</s>\n' }}{% endfor %}{% if add_generation_prompt %}<s>assistant:{% endif %}";

describe('encoding examples', () => {
  it('scores the answer and its end mark, after the prompt as it is asked later', async () => {
    const path = join(await temporaryFolder(), 'made.gguf');
    const { metadata, tensors } = madeModel({ layers: 1, width: 32, hidden: 32, heads: 2, keyHeads: 2, vocabulary: 600, contextLength: 128 });
    const file = await open(path, 'w');
    await writeGguf({ ...metadata, 'tokenizer.chat_template': { type: 'string', value: chatml } }, tensors, async (bytes) => { await file.write(bytes); });
    await file.close();
    const [first, marks] = await runtime.encode(await checkedModel(path), [
      { messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: '几点开门?' }, { role: 'assistant', content: 'At 9.' }] },
      { messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'a</s>b' }] },
    ]);
    if (!first || !marks) throw new Error('Not encoded.');
    expect(first.tokens.length).toBe(first.scored.length);
    const scored = [...first.tokens].filter((_, at) => first.scored[at] === 1);
    const asked = [...first.tokens].filter((_, at) => first.scored[at] === 0);
    // 1 and 2 are <s> and </s>; three turns begin and two end before the answer, which ends with the second kind.
    expect(asked.filter((token) => token === 1)).toHaveLength(3);
    expect(asked.filter((token) => token === 2)).toHaveLength(2);
    expect(scored.at(-1)).toBe(2);
    expect(scored.filter((token) => token === 2)).toHaveLength(1);
    expect(first.scored.indexOf(1)).toBe(asked.length);
    // What an answer says never counts as the mark.
    expect([...marks.tokens].filter((token, at) => token === 2 && marks.scored[at] === 1)).toHaveLength(1);
    expect(runtime.loaded().map(({ id }) => id)).not.toContain('made');
  });

  it.skipIf(!hasModels())('works for a model without a template, and for a thousand examples', async () => {
    const file = await checkedModel(modelPath(tiny.stories));
    const examples = Array.from({ length: 1200 }, (_, at) => ({ messages: [{ role: 'user' as const, content: `Where is ball ${at}?` }, { role: 'assistant' as const, content: 'In the park.' }] }));
    const encoded = await runtime.encode(file, examples);
    expect(encoded).toHaveLength(1200);
    const lengths = new Set(encoded.map(({ scored }) => scored.filter((one) => one === 1).length));
    expect([...lengths]).toHaveLength(1);
    await expect(runtime.encode(file, [{ messages: [{ role: 'user', content: 'no answer' }] }])).rejects.toMatchObject({ code: 'input-invalid' });
    expect(await runtime.encode(file, [])).toEqual([]);
  });
});
