import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrivateText } from '../../../core/shared/private-text.ts';

const wages = 'The wage of the head cook is 3200 euro a month, and of the waiter 2100.\n本店厨师长的月薪为三千二百欧元，服务员两千一百欧元，请勿外传。';
const held = new PrivateText([{ id: 'wages', text: wages }]);
const words = (text: string): string | undefined => { const found = held.find(text); return found && text.slice(found.start, found.end); };

describe('a piece of a private document', () => {
  it('is found where it stands, whatever is around it, without the blanks beside it', () => {
    expect(words('Our menu.   The wage of the head cook is 3200 euro a month   for now.')).toBe('The wage of the head cook is 3200 euro a month');
    expect(words('菜单见下。本店厨师长的月薪为三千二百欧元，服务员两千一百欧元，以上。')).toBe('本店厨师长的月薪为三千二百欧元，服务员两千一百欧元，');
    expect(held.find('Our menu. THE WAGE  of the head cook is 3200 euro')).toMatchObject({ document: 'wages', start: 10 });
    expect(words('We are open from 9 to 18, and closed on Mondays, as everyone in the street is.')).toBeUndefined();
  });

  it('is found at its place whatever stands before it', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (before) => {
      const text = `${before}§ ${wages.slice(0, 60)}`;
      const found = held.find(text);
      expect(found).toBeDefined();
      expect(text.slice(found?.start, found?.end)).toContain('wage of the head cook');
      expect(held.isIn(text)).toBe(true);
    }), { numRuns: 300 });
  });
});
