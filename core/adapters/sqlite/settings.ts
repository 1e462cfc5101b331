import { defaultSettings, settingsSchema, type Settings } from '../../contract/index.ts';
import type { SettingsStore } from '../../ports/workspace-store.ts';
import * as sql from './sql/settings.ts';
import type { Statements } from './statements.ts';

/** One row a setting, so that a setting that a later version adds gets its default in an old workspace. */
export function createSettings(statements: Statements, transaction: <Result>(work: () => Result) => Result): SettingsStore {
  function get(): Settings {
    const stored = statements.all(sql.listSettings).map((row) => [String(row['name']), JSON.parse(String(row['value'])) as unknown]);
    return settingsSchema.parse({ ...defaultSettings, ...Object.fromEntries(stored) });
  }
  return {
    get,
    update(change) {
      return transaction(() => {
        const next = settingsSchema.parse({ ...get(), ...change });
        for (const [name, value] of Object.entries(next)) {
          if (Object.hasOwn(change, name)) statements.run(sql.saveSetting, name, JSON.stringify(value));
        }
        return next;
      });
    },
  };
}
