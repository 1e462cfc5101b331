export const insertSpend = "INSERT INTO spend (id, at, day, remote, site, state, amount, prompt_tokens, completion_tokens, counted) VALUES (?, ?, ?, ?, ?, 'reserved', ?, 0, 0, 'estimated')";
export const getSpend = 'SELECT * FROM spend WHERE id = ?';
export const settleSpend = "UPDATE spend SET state = 'settled', amount = ?, prompt_tokens = ?, completion_tokens = ?, counted = ? WHERE id = ?";
export const deleteSpend = 'DELETE FROM spend WHERE id = ?';
export const spendSince = 'SELECT * FROM spend WHERE at >= ? ORDER BY at, id';
export const openSpend = "SELECT * FROM spend WHERE state = 'reserved' ORDER BY at, id";
export const getSum = 'SELECT spent, reserved FROM spend_sums WHERE period = ? AND value = ? AND scope = ? AND id = ?';
export const listSums = 'SELECT scope, id, spent, reserved FROM spend_sums WHERE period = ? AND value = ? ORDER BY scope, id';
export const addToSum = `INSERT INTO spend_sums (period, value, scope, id, spent, reserved, calls) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (period, value, scope, id) DO UPDATE SET spent = spent + ?5, reserved = reserved + ?6, calls = calls + ?7`;
export const listDays = "SELECT value, spent, calls FROM spend_sums WHERE period = 'day' AND scope = 'total' AND value >= ? AND calls > 0 ORDER BY value";

/** Rounded up: a budget is not exceeded by what rounding lost. */
export const revalueSpend = 'UPDATE spend SET amount = CAST(ceil(amount * ?) AS INTEGER)';
export const clearSums = 'DELETE FROM spend_sums';
/** Sums are those of the entries, each of which was rounded by itself. */
export const sumSpend = `INSERT INTO spend_sums (period, value, scope, id, spent, reserved, calls)
  SELECT period, CASE period WHEN 'day' THEN day ELSE substr(day, 1, 7) END AS value, scope, CASE scope WHEN 'total' THEN '' WHEN 'remote' THEN remote ELSE site END AS counted,
    sum(CASE state WHEN 'settled' THEN amount ELSE 0 END), sum(CASE state WHEN 'reserved' THEN amount ELSE 0 END), sum(state = 'settled')
  FROM spend, (SELECT 'day' AS period UNION ALL SELECT 'month'), (SELECT 'total' AS scope UNION ALL SELECT 'remote' UNION ALL SELECT 'site')
  WHERE scope <> 'site' OR site IS NOT NULL GROUP BY 1, 2, 3, 4`;

export const insertCrossing = 'INSERT INTO crossings (seq, id, kind, record, previous, hash) VALUES (?, ?, ?, ?, ?, ?)';
export const insertCrossingText = 'INSERT INTO crossing_texts (seq, at, text) VALUES (?, ?, ?)';
export const lastCrossing = 'SELECT seq, hash FROM crossings ORDER BY seq DESC LIMIT 1';
export const listCrossings = "SELECT * FROM crossings WHERE kind = 'sent' AND seq < ? ORDER BY seq DESC LIMIT ?";
export const crossingsOf = 'SELECT crossings.*, crossing_texts.text FROM crossings LEFT JOIN crossing_texts USING (seq) WHERE id = ? ORDER BY seq';
export const wholeChain = 'SELECT * FROM crossings WHERE seq > ? ORDER BY seq LIMIT 500';
export const deleteTexts = 'DELETE FROM crossing_texts WHERE at < ?';
export { truncateLog } from './inbox.ts';
