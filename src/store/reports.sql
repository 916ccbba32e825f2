-- Tables that came later than the first files of this version: made where they are missing, by whoever first has
-- something to put into them. Whoever does not know them leaves them alone.

-- The originals of articles: the bytes that a text was read from, compressed (zlib) where packed is 1. No content: the
-- original was too large to be kept.
CREATE TABLE IF NOT EXISTS captures (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  article TEXT NOT NULL UNIQUE,
  name TEXT,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  address TEXT,
  captured DATETIME,
  packed BOOLEAN NOT NULL DEFAULT 0,
  content BLOB
);

-- What was decided of two events, by their keys: verdict is same or different.
CREATE TABLE IF NOT EXISTS event_relations (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  verdict TEXT NOT NULL,
  CONSTRAINT event_relations_once UNIQUE (a, b)
);

INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('captures', 'attributes', 'captures', 'The originals that articles were read from'),
  ('event_relations', 'attributes', 'event_relations', 'Which events are one occurrence, and which are not');
