const exchangeColumns = `
  e.id, e.visitor, e.conversation, e.question, e.answer, e.answered, e.mode, e.asked_at AS "askedAt", e.done, e.given, e.usage,
  (SELECT r.rating FROM visit_ratings r WHERE r.site = e.site AND r.exchange = e.id AND r.visitor = e.visitor) AS rating`;
const leadColumns = 'id, visitor, conversation, name, contact, question, consent_text AS "consentText", sent_at AS "sentAt", received_at AS "receivedAt", locale, done';
const disliked = "EXISTS (SELECT 1 FROM visit_ratings r WHERE r.site = e.site AND r.exchange = e.id AND r.visitor = e.visitor AND r.rating = 'down')";

export const saveExchange = `
  INSERT INTO visit_exchanges (site, id, visitor, conversation, asked_at, answered, mode, done, question, answer, given, usage) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (site, id) DO NOTHING`;
export const saveLead = `
  INSERT INTO visit_leads (site, id, visitor, conversation, sent_at, received_at, locale, done, name, contact, question, consent_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (site, id) DO NOTHING`;
/** Ratings may arrive in another order than they were given. */
export const saveRating = `
  INSERT INTO visit_ratings (site, exchange, visitor, rated_at, rating) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (site, exchange, visitor) DO UPDATE SET rating = excluded.rating, rated_at = excluded.rated_at WHERE excluded.rated_at >= visit_ratings.rated_at`;

export const getExchange = `SELECT ${exchangeColumns} FROM visit_exchanges e WHERE e.site = $1 AND e.id = $2`;
export const markExchange = 'UPDATE visit_exchanges SET done = $3 WHERE site = $1 AND id = $2';
export const markLead = `UPDATE visit_leads SET done = $3 WHERE site = $1 AND id = $2 RETURNING ${leadColumns}`;
export const listLeads = `SELECT ${leadColumns} FROM visit_leads WHERE site = $1 AND received_at < $2 ORDER BY received_at DESC, seq DESC LIMIT $3`;
export const listMissed = `SELECT ${exchangeColumns} FROM visit_exchanges e WHERE e.site = $1 AND e.asked_at < $2 AND NOT e.answered AND NOT e.done ORDER BY e.asked_at DESC, e.seq DESC LIMIT $3`;
export const listConversation = `SELECT ${exchangeColumns} FROM visit_exchanges e WHERE e.site = $1 AND e.visitor = $2 AND e.conversation = $3 ORDER BY e.asked_at, e.seq`;

const conversationsWhere = (only: string): string => `
  SELECT e.conversation AS id, e.visitor, min(e.asked_at) AS "startedAt", max(e.asked_at) AS "updatedAt" FROM visit_exchanges e WHERE e.site = $1
  GROUP BY e.visitor, e.conversation HAVING max(e.asked_at) < $2 ${only} ORDER BY max(e.asked_at) DESC, e.conversation LIMIT $3`;
export const listConversations = {
  all: conversationsWhere(''),
  missed: conversationsWhere('AND bool_or(NOT e.answered AND NOT e.done)'),
  disliked: conversationsWhere(`AND bool_or(NOT e.done AND ${disliked})`),
} as const;

export const countWaiting = `
  SELECT (SELECT count(*) FROM visit_leads WHERE site = $1 AND NOT done) AS leads,
    (SELECT count(*) FROM visit_exchanges WHERE site = $1 AND NOT answered AND NOT done) AS missed,
    (SELECT count(*) FROM visit_ratings r JOIN visit_exchanges e ON e.site = r.site AND e.id = r.exchange AND e.visitor = r.visitor WHERE r.site = $1 AND r.rating = 'down' AND NOT e.done) AS disliked`;

const dayOf = (column: string): string => `to_char(${column}::timestamptz AT TIME ZONE $3, 'YYYY-MM-DD')`;
/** Days of the time zone `$3`. The first condition on time only spares reading what is older for certain, whatever the time zone. */
export const countDays = `
  WITH since AS (SELECT to_char($2::text::date - 2, 'YYYY-MM-DD') AS early)
  SELECT day, sum(question) AS questions, sum(answered) AS answered, sum(question) - sum(answered) AS missed, sum(lead) AS leads, sum(up) AS up, sum(down) AS down, count(DISTINCT visitor) AS visitors FROM (
    SELECT ${dayOf('asked_at')} AS day, visitor, 1 AS question, answered::int AS answered, 0 AS lead, 0 AS up, 0 AS down FROM visit_exchanges, since WHERE site = $1 AND asked_at >= early
    UNION ALL SELECT ${dayOf('received_at')}, visitor, 0, 0, 1, 0, 0 FROM visit_leads, since WHERE site = $1 AND received_at >= early
    UNION ALL SELECT ${dayOf('rated_at')}, visitor, 0, 0, 0, (rating = 'up')::int, (rating = 'down')::int FROM visit_ratings, since WHERE site = $1 AND rated_at >= early
  ) counted WHERE day >= $2::text GROUP BY day ORDER BY day`;

const personal = ['visit_exchanges', 'visit_ratings', 'visit_leads'] as const;
export const deleteVisitor = personal.map((table) => `DELETE FROM ${table} WHERE site = $1 AND visitor = $2`);
export const deleteBefore = [['visit_exchanges', 'asked_at'], ['visit_ratings', 'rated_at'], ['visit_leads', 'received_at']].map(([table, column]) => `DELETE FROM ${table} WHERE site = $1 AND ${column} < $2`);
export const deleteSite = [...personal, 'visit_tokens', 'visit_questions'].map((table) => `DELETE FROM ${table} WHERE site = $1`);
/** Rows that were deleted stay in the files of their tables until these are written anew; what is written meanwhile waits. */
export const tidy = `VACUUM (FULL) ${personal.join(', ')}`;

export const addTokens = 'INSERT INTO visit_tokens AS t (site, day, tokens) VALUES ($1, $2, $3) ON CONFLICT (site, day) DO UPDATE SET tokens = t.tokens + excluded.tokens RETURNING tokens';
export const saveTestQuestion = 'INSERT INTO visit_questions (site, id, question, answer, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (site, id) DO UPDATE SET question = excluded.question, answer = excluded.answer';
export const listTestQuestions = 'SELECT id, question, answer, created_at AS "createdAt" FROM visit_questions WHERE site = $1 ORDER BY created_at, seq';
