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
  `
  -- What visitors of a site said and left. Sites are named by id alone: what goes with a site is deleted explicitly.
  CREATE TABLE visit_exchanges (
    site TEXT NOT NULL,
    -- Made by the visitor's browser.
    id TEXT NOT NULL,
    visitor TEXT NOT NULL,
    conversation TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    answered INTEGER NOT NULL,
    mode TEXT NOT NULL,
    done INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (site, id)
  ) STRICT;
  CREATE INDEX visit_exchanges_by_conversation ON visit_exchanges (site, visitor, conversation, asked_at);
  CREATE INDEX visit_exchanges_by_time ON visit_exchanges (site, asked_at);
  CREATE INDEX visit_exchanges_missed ON visit_exchanges (site, asked_at) WHERE answered = 0 AND done = 0;

  -- Apart from the exchange: a rating may arrive first.
  CREATE TABLE visit_ratings (
    site TEXT NOT NULL,
    exchange TEXT NOT NULL,
    visitor TEXT NOT NULL,
    rated_at TEXT NOT NULL,
    rating TEXT NOT NULL,
    PRIMARY KEY (site, exchange, visitor)
  ) STRICT;
  CREATE INDEX visit_ratings_by_time ON visit_ratings (site, rated_at);

  CREATE TABLE visit_leads (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    visitor TEXT NOT NULL,
    conversation TEXT,
    sent_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    locale TEXT NOT NULL,
    done INTEGER NOT NULL,
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    question TEXT NOT NULL,
    consent_text TEXT NOT NULL,
    PRIMARY KEY (site, id)
  ) STRICT;
  CREATE INDEX visit_leads_by_time ON visit_leads (site, received_at);
  CREATE INDEX visit_leads_by_visitor ON visit_leads (site, visitor);

  CREATE TABLE visit_tokens (site TEXT NOT NULL, day TEXT NOT NULL, tokens INTEGER NOT NULL, PRIMARY KEY (site, day)) STRICT;

  CREATE TABLE visit_questions (site TEXT NOT NULL, id TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (site, id)) STRICT;
  `,
  `
  -- Money for models elsewhere, in millionths of the budget's currency; the sums are kept with every change.
  CREATE TABLE spend (
    id TEXT PRIMARY KEY, at TEXT NOT NULL, day TEXT NOT NULL, remote TEXT NOT NULL, site TEXT, state TEXT NOT NULL, amount INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, counted TEXT NOT NULL
  ) STRICT;
  CREATE INDEX spend_by_time ON spend (at);
  CREATE INDEX spend_open ON spend (at) WHERE state = 'reserved';
  CREATE TABLE spend_sums (period TEXT NOT NULL, value TEXT NOT NULL, scope TEXT NOT NULL, id TEXT NOT NULL, spent INTEGER NOT NULL, reserved INTEGER NOT NULL, calls INTEGER NOT NULL, PRIMARY KEY (period, value, scope, id)) STRICT;

  -- What left this computer. A chain that only grows; the texts are apart, so that they can be deleted.
  CREATE TABLE crossings (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE UNIQUE INDEX crossings_by_id ON crossings (id, kind);
  CREATE TABLE crossing_texts (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, text TEXT NOT NULL) STRICT;
  CREATE INDEX crossing_texts_by_time ON crossing_texts (at);
  `,
  `
  -- What a model's answer to a visitor took, as JSON: tokens and waiting.
  ALTER TABLE visit_exchanges ADD COLUMN usage TEXT;
  `,
  `
  -- Files of followed folders whose documents the owner deleted: they stay away.
  CREATE TABLE left_out (path TEXT PRIMARY KEY, hash TEXT NOT NULL, size INTEGER NOT NULL, modified_at TEXT NOT NULL, left_out_at TEXT NOT NULL) STRICT;
  CREATE INDEX left_out_by_size ON left_out (size);
  `,
];
