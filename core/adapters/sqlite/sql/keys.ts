export const listKeys = 'SELECT id, name, prefix, hash, made_at AS madeAt, last_used_at AS lastUsedAt FROM program_keys ORDER BY made_at DESC, rowid DESC';
export const saveKey = `
  INSERT INTO program_keys (id, name, prefix, hash, made_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_used_at = excluded.last_used_at`;
export const deleteKey = 'DELETE FROM program_keys WHERE id = ?';
export const deleteAllKeys = 'DELETE FROM program_keys';
