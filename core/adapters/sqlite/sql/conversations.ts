const summary = `
  SELECT conversations.id, title, updated_at AS updatedAt,
    (SELECT count(*) FROM exchanges WHERE conversation = conversations.id) AS exchanges
  FROM conversations`;
export const listConversations = `${summary} ORDER BY updated_at DESC, rowid DESC`;
/** ?1 is in lower case; instr takes % and _ for what they are. */
export const findConversations = `${summary}
  WHERE instr(lower_case(title), ?1) > 0
    OR EXISTS (SELECT 1 FROM exchanges WHERE conversation = conversations.id AND instr(words, ?1) > 0)
  ORDER BY updated_at DESC, rowid DESC`;
export const getConversation = `${summary} WHERE conversations.id = ?`;
export const createConversation = 'INSERT INTO conversations (id, title, updated_at) VALUES (?, ?, ?)';
export const renameConversation = 'UPDATE conversations SET title = ? WHERE id = ?';
export const deleteConversation = 'DELETE FROM conversations WHERE id = ?';
export const touchConversation = 'UPDATE conversations SET updated_at = ? WHERE id = ?';
export const addExchange = `
  INSERT INTO exchanges (id, conversation, ordinal, words, record)
  VALUES (?1, ?2, (SELECT coalesce(max(ordinal), 0) + 1 FROM exchanges WHERE conversation = ?2), ?3, ?4)`;
export const exchangesOf = 'SELECT record FROM exchanges WHERE conversation = ? ORDER BY ordinal';
export const getExchange = 'SELECT record FROM exchanges WHERE id = ?';
