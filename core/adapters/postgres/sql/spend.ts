export const insertEntry = "INSERT INTO spend (id, at, day, remote, site, state, amount, prompt_tokens, completion_tokens, counted) VALUES ($1, $2, $3, $4, $5, 'reserved', $6, 0, 0, 'estimated')";
export const openEntry = "SELECT day, remote, site, amount FROM spend WHERE id = $1 AND state = 'reserved'";
export const settleEntry = "UPDATE spend SET state = 'settled', amount = $2, prompt_tokens = $3, completion_tokens = $4, counted = $5 WHERE id = $1";
export const deleteEntry = 'DELETE FROM spend WHERE id = $1';
const columns = 'id, at, day, remote, site, state, amount, prompt_tokens AS "promptTokens", completion_tokens AS "completionTokens", counted';
export const listEntries = `SELECT ${columns} FROM spend WHERE day >= $1 ORDER BY at, seq`;
export const listOpen = `SELECT ${columns} FROM spend WHERE state = 'reserved' ORDER BY at, seq`;

export const addToSum = `
  INSERT INTO spend_sums AS s (period, value, scope, id, spent, reserved, calls) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (period, value, scope, id) DO UPDATE SET spent = s.spent + excluded.spent, reserved = s.reserved + excluded.reserved, calls = s.calls + excluded.calls`;
export const getSum = 'SELECT spent + reserved AS sum FROM spend_sums WHERE period = $1 AND value = $2 AND scope = $3 AND id = $4';
export const listSums = 'SELECT scope, id, spent, reserved FROM spend_sums WHERE period = $1 AND value = $2 ORDER BY scope, id';
export const listDays = "SELECT value AS day, spent, calls FROM spend_sums WHERE period = 'day' AND scope = 'total' AND value >= $1 AND calls > 0 ORDER BY value";

/** Rounded up: a budget is not exceeded by what rounding lost. */
export const revalueEntries = 'UPDATE spend SET amount = ceil(amount * $1::float8)::bigint';
export const clearSums = 'DELETE FROM spend_sums';
/** Sums are those of the entries, each of which was rounded by itself. */
export const sumEntries = `
  INSERT INTO spend_sums (period, value, scope, id, spent, reserved, calls)
  SELECT period, value, scope, counted.id, coalesce(sum(amount) FILTER (WHERE state = 'settled'), 0), coalesce(sum(amount) FILTER (WHERE state = 'reserved'), 0), count(*) FILTER (WHERE state = 'settled')
  FROM spend, LATERAL (VALUES ('day', day), ('month', left(day, 7))) AS of (period, value), LATERAL (VALUES ('total', ''), ('remote', remote), ('site', site)) AS counted (scope, id)
  WHERE counted.id IS NOT NULL GROUP BY period, value, scope, counted.id`;
