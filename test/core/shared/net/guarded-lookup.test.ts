import { expect, it } from 'vitest';
import { resolvePublic } from '../../../../core/shared/net/guarded-lookup.ts';

const outside = { address: '8.8.8.8', family: 4 };
const inside = { address: '10.0.0.1', family: 4 };

it('hands back public addresses', async () => {
  expect(await resolvePublic('shop.example', () => Promise.resolve([outside]))).toEqual([outside]);
});
it('refuses a name of which one address is private', async () => {
  await expect(resolvePublic('shop.example', () => Promise.resolve([outside, inside]))).rejects.toMatchObject({ code: 'EBLOCKED' });
});
