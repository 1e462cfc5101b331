export const listSettings = 'SELECT name, value FROM settings';
export const saveSetting = 'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
