/** Schema changes in order; the position counts: `PRAGMA user_version` is the number of those that were applied. Never edit one that was released. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    source TEXT,
    hash TEXT NOT NULL,
    status TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    -- The whole document as JSON: the columns beside it are those that are searched.
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_source ON documents (source);
  CREATE INDEX documents_by_hash ON documents (hash);
  CREATE INDEX documents_by_status ON documents (status);

  CREATE TABLE extractions (
    hash TEXT PRIMARY KEY,
    -- gzipped JSON
    content BLOB NOT NULL
  ) STRICT;

  CREATE TABLE folders (id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX conversations_by_update ON conversations (updated_at);

  CREATE TABLE exchanges (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    -- What a search of conversations reads: question and answer in lower case.
    words TEXT NOT NULL,
    -- The whole exchange as JSON.
    record TEXT NOT NULL,
    UNIQUE (conversation, ordinal)
  ) STRICT;

  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
  `
  -- What a content is about as a whole; empty for what was read before it was kept.
  ALTER TABLE extractions ADD COLUMN subject TEXT NOT NULL DEFAULT '';
  `,
  `
  -- Keys of other programs: SHA-256 of each, hexadecimal, never the key.
  CREATE TABLE program_keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash TEXT NOT NULL,
    made_at TEXT NOT NULL,
    last_used_at TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE datasets (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, record TEXT NOT NULL) STRICT;

  CREATE TABLE examples (
    dataset TEXT NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    state TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    -- The whole example as JSON.
    record TEXT NOT NULL,
    PRIMARY KEY (dataset, id)
  ) STRICT;
  CREATE INDEX examples_in_order ON examples (dataset, ordinal);
  CREATE INDEX examples_by_state ON examples (dataset, state, hidden);

  -- Trainings outlive the examples they were made with.
  CREATE TABLE runs (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE sites (id TEXT PRIMARY KEY, created_at TEXT NOT NULL, record TEXT NOT NULL) STRICT;

  -- What was published of a site: the files themselves are in sites/<site>/versions/<version>.
  CREATE TABLE site_versions (
    site TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (site, version)
  ) STRICT;

  CREATE TABLE approved_answers (
    site TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (site, id)
  ) STRICT;
  `,
];
