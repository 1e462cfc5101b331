/** The schema, step by step; a step that was released never changes. Times are ISO texts, compared byte by byte, as in SQLite. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE sites (seq bigint GENERATED ALWAYS AS IDENTITY, id text PRIMARY KEY, created_at text COLLATE "C" NOT NULL, record text NOT NULL);
  CREATE TABLE site_versions (site text NOT NULL REFERENCES sites (id) ON DELETE CASCADE, version integer NOT NULL, record text NOT NULL, PRIMARY KEY (site, version));
  CREATE TABLE approved_answers (
    seq bigint GENERATED ALWAYS AS IDENTITY, site text NOT NULL REFERENCES sites (id) ON DELETE CASCADE, id text NOT NULL, created_at text COLLATE "C" NOT NULL, record text NOT NULL,
    PRIMARY KEY (site, id)
  );

  -- What visitors of a site said and left. Sites are named by id alone: what goes with a site is deleted explicitly.
  CREATE TABLE visit_exchanges (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    site text NOT NULL,
    -- Made by the visitor's browser.
    id text NOT NULL,
    visitor text NOT NULL,
    conversation text NOT NULL,
    asked_at text COLLATE "C" NOT NULL,
    answered boolean NOT NULL,
    mode text NOT NULL,
    done boolean NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    -- The whole answer as it was shown, as JSON: another replica goes on from it.
    given text,
    PRIMARY KEY (site, id)
  );
  CREATE INDEX visit_exchanges_by_conversation ON visit_exchanges (site, visitor, conversation, asked_at);
  CREATE INDEX visit_exchanges_by_time ON visit_exchanges (site, asked_at);
  CREATE INDEX visit_exchanges_missed ON visit_exchanges (site, asked_at) WHERE NOT answered AND NOT done;

  -- Apart from the exchange: a rating may arrive first.
  CREATE TABLE visit_ratings (
    site text NOT NULL, exchange text NOT NULL, visitor text NOT NULL, rated_at text COLLATE "C" NOT NULL, rating text NOT NULL,
    PRIMARY KEY (site, exchange, visitor)
  );
  CREATE INDEX visit_ratings_by_time ON visit_ratings (site, rated_at);

  CREATE TABLE visit_leads (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    site text NOT NULL, id text NOT NULL, visitor text NOT NULL, conversation text, sent_at text NOT NULL, received_at text COLLATE "C" NOT NULL, locale text NOT NULL, done boolean NOT NULL,
    name text NOT NULL, contact text NOT NULL, question text NOT NULL, consent_text text NOT NULL,
    PRIMARY KEY (site, id)
  );
  CREATE INDEX visit_leads_by_time ON visit_leads (site, received_at);
  CREATE INDEX visit_leads_by_visitor ON visit_leads (site, visitor);

  CREATE TABLE visit_tokens (site text NOT NULL, day text NOT NULL, tokens bigint NOT NULL, PRIMARY KEY (site, day));
  CREATE TABLE visit_questions (
    seq bigint GENERATED ALWAYS AS IDENTITY, site text NOT NULL, id text NOT NULL, question text NOT NULL, answer text NOT NULL, created_at text COLLATE "C" NOT NULL,
    PRIMARY KEY (site, id)
  );
  `,
  `
  -- Limits need not outlive a crash of the server: so they cost no write to its log.
  CREATE UNLOGGED TABLE visit_limits (key bytea PRIMARY KEY, times double precision[] NOT NULL, until double precision NOT NULL);
  CREATE INDEX visit_limits_by_end ON visit_limits (until);
  `,
  `
  CREATE TABLE spend (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    id text PRIMARY KEY, at text COLLATE "C" NOT NULL, day text COLLATE "C" NOT NULL, remote text NOT NULL, site text, state text NOT NULL, amount bigint NOT NULL,
    prompt_tokens integer NOT NULL, completion_tokens integer NOT NULL, counted text NOT NULL
  );
  CREATE INDEX spend_by_day ON spend (day);
  CREATE INDEX spend_open ON spend (at) WHERE state = 'reserved';
  CREATE TABLE spend_sums (
    period text NOT NULL, value text COLLATE "C" NOT NULL, scope text NOT NULL, id text NOT NULL, spent bigint NOT NULL, reserved bigint NOT NULL, calls bigint NOT NULL,
    PRIMARY KEY (period, value, scope, id)
  );
  `,
  `
  -- Bundles that were taken in whole, the newest last.
  CREATE TABLE imports (seq bigint GENERATED ALWAYS AS IDENTITY, digest text PRIMARY KEY, taken_at text NOT NULL);
  `,
  `
  -- What a model's answer to a visitor took, as JSON: tokens and waiting.
  ALTER TABLE visit_exchanges ADD COLUMN usage text;
  `,
];
