const exchangeColumns = `
  e.id, e.visitor, e.conversation, e.question, e.answer, e.answered, e.mode, e.asked_at AS askedAt, e.done, e.usage,
  (SELECT r.rating FROM visit_ratings r WHERE r.site = e.site AND r.exchange = e.id AND r.visitor = e.visitor) AS rating`;
const leadColumns = 'id, visitor, conversation, name, contact, question, consent_text AS consentText, sent_at AS sentAt, received_at AS receivedAt, locale, done';
const disliked = "EXISTS (SELECT 1 FROM visit_ratings r WHERE r.site = e.site AND r.exchange = e.id AND r.visitor = e.visitor AND r.rating = 'down')";

export const saveExchange = `
  INSERT INTO visit_exchanges (site, id, visitor, conversation, asked_at, answered, mode, done, question, answer, usage) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (site, id) DO NOTHING`;
export const saveLead = `
  INSERT INTO visit_leads (site, id, visitor, conversation, sent_at, received_at, locale, done, name, contact, question, consent_text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (site, id) DO NOTHING`;
/** Ratings may arrive in another order than they were given. */
export const saveRating = `
  INSERT INTO visit_ratings (site, exchange, visitor, rated_at, rating) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (site, exchange, visitor) DO UPDATE SET rating = excluded.rating, rated_at = excluded.rated_at WHERE excluded.rated_at >= rated_at`;

export const getExchange = `SELECT ${exchangeColumns} FROM visit_exchanges e WHERE e.site = ? AND e.id = ?`;
export const markExchange = 'UPDATE visit_exchanges SET done = ? WHERE site = ? AND id = ?';
export const markLead = `UPDATE visit_leads SET done = ? WHERE site = ? AND id = ? RETURNING ${leadColumns}`;
export const listLeads = `SELECT ${leadColumns} FROM visit_leads WHERE site = ? AND received_at < ? ORDER BY received_at DESC, rowid DESC LIMIT ?`;
export const listMissed = `SELECT ${exchangeColumns} FROM visit_exchanges e WHERE e.site = ? AND e.asked_at < ? AND e.answered = 0 AND e.done = 0 ORDER BY e.asked_at DESC, e.rowid DESC LIMIT ?`;
export const listConversation = `SELECT ${exchangeColumns} FROM visit_exchanges e WHERE e.site = ? AND e.visitor = ? AND e.conversation = ? ORDER BY e.asked_at, e.rowid`;

const conversationsWhere = (only: string): string => `
  SELECT e.conversation AS id, e.visitor, min(e.asked_at) AS startedAt, max(e.asked_at) AS updatedAt FROM visit_exchanges e WHERE e.site = ?
  GROUP BY e.visitor, e.conversation HAVING max(e.asked_at) < ? ${only} ORDER BY updatedAt DESC, e.conversation LIMIT ?`;
export const listConversations = {
  all: conversationsWhere(''),
  missed: conversationsWhere('AND max(e.answered = 0 AND e.done = 0)'),
  disliked: conversationsWhere(`AND max(e.done = 0 AND ${disliked})`),
} as const;

export const countWaiting = `
  SELECT (SELECT count(*) FROM visit_leads WHERE site = :site AND done = 0) AS leads,
    (SELECT count(*) FROM visit_exchanges WHERE site = :site AND answered = 0 AND done = 0) AS missed,
    (SELECT count(*) FROM visit_ratings r JOIN visit_exchanges e ON e.site = r.site AND e.id = r.exchange AND e.visitor = r.visitor WHERE r.site = :site AND r.rating = 'down' AND e.done = 0) AS disliked`;

/** The first condition on time only spares reading what is older for certain, whatever the time zone. */
export const countDays = `
  SELECT day, sum(question) AS questions, sum(answered) AS answered, sum(question) - sum(answered) AS missed, sum(lead) AS leads, sum(up) AS up, sum(down) AS down, count(DISTINCT visitor) AS visitors FROM (
    SELECT date(asked_at, 'localtime') AS day, visitor, 1 AS question, answered, 0 AS lead, 0 AS up, 0 AS down FROM visit_exchanges WHERE site = :site AND asked_at >= date(:since, '-2 day')
    UNION ALL SELECT date(received_at, 'localtime'), visitor, 0, 0, 1, 0, 0 FROM visit_leads WHERE site = :site AND received_at >= date(:since, '-2 day')
    UNION ALL SELECT date(rated_at, 'localtime'), visitor, 0, 0, 0, rating = 'up', rating = 'down' FROM visit_ratings WHERE site = :site AND rated_at >= date(:since, '-2 day')
  ) WHERE day >= :since GROUP BY day ORDER BY day`;

export const deleteVisitor = ['visit_exchanges', 'visit_ratings', 'visit_leads'].map((table) => `DELETE FROM ${table} WHERE site = ? AND visitor = ?`);
export const deleteBefore = [['visit_exchanges', 'asked_at'], ['visit_ratings', 'rated_at'], ['visit_leads', 'received_at']].map(([table, column]) => `DELETE FROM ${table} WHERE site = ? AND ${column} < ?`);
export const deleteSite = ['visit_exchanges', 'visit_ratings', 'visit_leads', 'visit_tokens', 'visit_questions'].map((table) => `DELETE FROM ${table} WHERE site = ?`);

export const addTokens = 'INSERT INTO visit_tokens (site, day, tokens) VALUES (?, ?, ?) ON CONFLICT (site, day) DO UPDATE SET tokens = tokens + excluded.tokens RETURNING tokens';
export const saveTestQuestion = 'INSERT INTO visit_questions (site, id, question, answer, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (site, id) DO UPDATE SET question = excluded.question, answer = excluded.answer';
export const listTestQuestions = 'SELECT id, question, answer, created_at AS createdAt FROM visit_questions WHERE site = ? ORDER BY created_at, rowid';
export const truncateLog = 'PRAGMA wal_checkpoint(TRUNCATE)';
