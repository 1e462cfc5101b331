import { expect } from 'vitest';
import { remotePresetIdSchema, remotePresetSchema, type RemotePreset } from '../../../../core/contract/index.ts';
import { remoteAddress } from '../../../../core/shared/net/remote-address.ts';

/** Every kind of service is there, its address may be asked, and a cloud has a page for its key and a model with its price. */
export function presetsAreWhole(presets: readonly RemotePreset[]): void {
  expect(presets.map(({ id }) => id).sort()).toEqual([...remotePresetIdSchema.options].sort());
  for (const preset of presets) {
    expect(() => remotePresetSchema.parse(preset), preset.id).not.toThrow();
    expect(preset.pricesOf, preset.id).toMatch(/^\d{4}-\d\d-\d\d$/);
    if (preset.id === 'other') continue;
    expect(() => remoteAddress(preset.address), preset.id).not.toThrow();
    if (preset.kind === 'cloud') {
      expect(preset.address.startsWith('https://') && preset.keyPage.startsWith('https://'), preset.id).toBe(true);
      expect(preset.models.length, preset.id).toBeGreaterThan(0);
    }
  }
}
