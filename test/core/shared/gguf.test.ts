import { describe, expect, it } from 'vitest';
import { describeGguf, GgufError, madeModel, readGguf, UnsupportedGguf, writeGguf, type Gguf, type MadeShape, type WritableValue } from '../../../core/shared/gguf/index.ts';

const shape: MadeShape = { layers: 2, width: 64, hidden: 96, heads: 4, keyHeads: 2, vocabulary: 300, contextLength: 128 };

async function written(change: Readonly<Record<string, WritableValue | undefined>> = {}, keep: (name: string) => boolean = () => true): Promise<Buffer> {
  const { metadata, tensors } = madeModel(shape);
  const parts: Uint8Array[] = [];
  const changed = Object.fromEntries(Object.entries({ ...metadata, ...change }).filter((entry): entry is [string, WritableValue] => entry[1] !== undefined));
  await writeGguf(changed, tensors.filter(({ name }) => keep(name)), (bytes) => { parts.push(Uint8Array.from(bytes)); });
  return Buffer.concat(parts);
}
const read = (bytes: Buffer): Promise<Gguf> => readGguf((offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)), bytes.length);
const count = (value: number): WritableValue => ({ type: 'uint32', value });
const text = (value: string): WritableValue => ({ type: 'string', value });

describe('a GGUF file', () => {
  it('is read as it was written', async () => {
    const facts = describeGguf(await read(await written()));
    expect(facts).toMatchObject({ role: 'chat', architecture: 'llama', quantization: 'Q8_0', contextLength: 128, hasChatTemplate: false, bytesPerToken: 2 * 2 * (16 + 16) * 2 });
    const { tensors } = madeModel(shape);
    expect(facts.parameters).toBe(tensors.reduce((sum, { dimensions }) => sum + dimensions.reduce((product, one) => product * one, 1), 0));
  });
  it('tells what it is for', async () => {
    expect(describeGguf(await read(await written({ 'llama.pooling_type': count(1) }))).role).toBe('embedding');
    expect(describeGguf(await read(await written({ 'llama.pooling_type': count(4) }))).role).toBe('reranking');
  });
  it.each<[string, Record<string, WritableValue | undefined>, RegExp]>([
    ['an adapter', { 'general.type': text('adapter') }, /LoRA/], ['a picture reader', { 'general.type': text('mmproj') }, /pictures/], ['an unknown kind', { 'general.architecture': text('zebra') }, /zebra/],
  ])('of another kind is refused by name: %s', async (_, change, reason) => {
    const error = await read(await written(change)).then(describeGguf).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnsupportedGguf);
    expect((error as Error).message).toMatch(reason);
  });
  it.each<[string, Record<string, WritableValue | undefined>, RegExp]>([
    ['no layers', { 'llama.block_count': count(0) }, /block count/], ['no vocabulary', { 'tokenizer.ggml.tokens': undefined }, /vocabulary/], ['no architecture', { 'general.architecture': undefined }, /what it is/],
    ['heads that do not match', { 'llama.attention.head_count_kv': count(3) }, /heads/], ['another width than its weights', { 'llama.embedding_length': count(4096) }, /./],
    ['an absurd context', { 'llama.context_length': count(0) }, /context length/], ['no bytes in its vocabulary', { 'tokenizer.ggml.token_type': { type: 'int32s', value: Array.from({ length: 300 }, () => 1) } }, /every character/],
  ])('with %s is refused with the reason', async (_, change, reason) => {
    const error = await read(await written(change)).then(describeGguf).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(GgufError);
    expect((error as Error).message).toMatch(reason);
  });
  it('without weights, cut anywhere, or not one at all, is refused', async () => {
    const sound = await written();
    await expect(read(await written({}, () => false)).then(describeGguf)).rejects.toThrow(GgufError);
    for (let at = 0; at < sound.length; at += 997) await expect(read(sound.subarray(0, at)), `cut at ${at}`).rejects.toThrow(GgufError);
    await expect(read(Buffer.from('<!doctype html><title>Sign in</title>'))).rejects.toThrow(/web page/);
  });
  it('with any byte of its header changed is read, or refused by a GgufError, soon', async () => {
    const sound = await written();
    const { dataOffset } = await read(sound);
    for (let at = 0; at < dataOffset; at += 7) {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ (at % 3 === 0 ? 0xff : 1 << at % 8);
      await read(bytes).then(describeGguf).catch((error: unknown) => { expect(error, `byte ${at}`).toBeInstanceOf(GgufError); });
    }
  });
});
