export const listDocuments = 'SELECT record FROM documents ORDER BY imported_at DESC, rowid DESC';
export const getDocument = 'SELECT record FROM documents WHERE id = ?';
export const documentBySource = 'SELECT record FROM documents WHERE source = ? ORDER BY rowid LIMIT 1';
export const documentsByHash = 'SELECT record FROM documents WHERE hash = ? ORDER BY rowid';
export const unfinishedDocuments = "SELECT record FROM documents WHERE status IN ('queued', 'reading', 'indexing') ORDER BY imported_at, rowid";
export const saveDocument = `
  INSERT INTO documents (id, source, hash, status, imported_at, record) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET source = excluded.source, hash = excluded.hash, status = excluded.status,
    imported_at = excluded.imported_at, record = excluded.record`;
export const deleteDocument = 'DELETE FROM documents WHERE id = ?';
/** What was read is personal data too: it goes with the last document that has this content. */
export const deleteOrphanExtraction = 'DELETE FROM extractions WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM documents WHERE hash = ?1)';
export const hashOfDocument = 'SELECT hash FROM documents WHERE id = ?';
export const saveExtraction = 'INSERT INTO extractions (hash, content, subject) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET content = excluded.content, subject = excluded.subject';
export const listSubjects = "SELECT id, record ->> 'name' AS name, subject FROM documents JOIN extractions USING (hash) WHERE status = 'ready'";
export const getExtraction = 'SELECT content FROM extractions WHERE hash = ?';
export const deleteExtraction = 'DELETE FROM extractions WHERE hash = ?';
export const listFolders = 'SELECT id, path FROM folders ORDER BY path';
export const saveFolder = 'INSERT INTO folders (id, path) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET path = excluded.path';
export const deleteFolder = 'DELETE FROM folders WHERE id = ?';
const leftOutColumns = 'path, hash, size, modified_at AS modifiedAt, left_out_at AS leftOutAt';
export const listLeftOut = `SELECT ${leftOutColumns} FROM left_out ORDER BY path`;
export const leftOutAt = `SELECT ${leftOutColumns} FROM left_out WHERE path = ?`;
export const leftOutOfSize = `SELECT ${leftOutColumns} FROM left_out WHERE size = ? ORDER BY path`;
export const saveLeftOut = `
  INSERT INTO left_out (path, hash, size, modified_at, left_out_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, size = excluded.size, modified_at = excluded.modified_at, left_out_at = excluded.left_out_at`;
export const deleteLeftOut = 'DELETE FROM left_out WHERE path = ?';
