import { expect, it } from 'vitest';
import { describeHours } from '../../../../core/features/sites/describe-hours.ts';

it('says business hours shortly in both languages', () => {
  const hours = [...[1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' })), { day: 6, from: '10:00', to: '12:00' }, { day: 6, from: '13:00', to: '15:00' }];
  expect(describeHours(hours, 'en')).toBe('Mon–Fri 09:00–18:00, Sat 10:00–12:00 & 13:00–15:00');
  expect(describeHours(hours, 'zh')).toBe('周一至周五 09:00–18:00，周六 10:00–12:00、13:00–15:00');
  expect(describeHours([{ day: 0, from: '09:00', to: '12:00' }, { day: 2, from: '09:00', to: '12:00' }], 'en')).toBe('Tue 09:00–12:00, Sun 09:00–12:00');
});
