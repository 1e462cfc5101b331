const dataset = `
  SELECT record,
    (SELECT count(*) FROM examples WHERE dataset = datasets.id) AS examples,
    (SELECT count(*) FROM examples WHERE dataset = datasets.id AND state = 'kept') AS kept,
    (SELECT count(*) FROM examples WHERE dataset = datasets.id AND state = 'waiting') AS waiting,
    (SELECT count(*) FROM examples WHERE dataset = datasets.id AND state = 'dropped') AS dropped,
    (SELECT count(*) FROM examples WHERE dataset = datasets.id AND hidden = 1) AS hidden
  FROM datasets`;
export const listDatasets = `${dataset} ORDER BY created_at DESC, rowid DESC`;
export const getDataset = `${dataset} WHERE id = ?`;
export const saveDataset = 'INSERT INTO datasets (id, created_at, record) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET record = ?3';
export const deleteDataset = 'DELETE FROM datasets WHERE id = ?';
export const listExamples = 'SELECT record FROM examples WHERE dataset = ? ORDER BY ordinal';
export const lastOrdinal = 'SELECT coalesce(max(ordinal), 0) AS ordinal FROM examples WHERE dataset = ?';
export const saveExample = `
  INSERT INTO examples (dataset, id, ordinal, state, hidden, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
  ON CONFLICT (dataset, id) DO UPDATE SET state = ?4, hidden = ?5, record = ?6`;
export const listRuns = 'SELECT record FROM runs ORDER BY created_at DESC, rowid DESC';
export const getRun = 'SELECT record FROM runs WHERE id = ?';
export const saveRun = 'INSERT INTO runs (id, created_at, record) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET record = ?3';
export const deleteRun = 'DELETE FROM runs WHERE id = ?';
