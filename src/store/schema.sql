-- The project file, version 1: a GeoPackage 1.3 that any GIS opens, and every table of it is plain.
--
-- events holds what the analyst says now. What was imported and says otherwise is kept in corrections (one row a
-- field) and originals (things that were changed or taken away as a whole), so nothing imported is ever lost.
-- Keys are the stable ids that people and case folders use; the other tables refer to rows by id, texts by key.
-- An empty text is stored as NULL: not given. Lists inside a row are JSON arrays.

CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');

CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);

CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);

CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);

-- What the project says of itself, and how its window was left: one row a value.
CREATE TABLE settings (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  value TEXT
);
INSERT INTO settings (name, value) VALUES ('schema', '2');

CREATE TABLE places (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  name TEXT,
  aliases TEXT,
  lon REAL,
  lat REAL,
  precision_km REAL,
  kind TEXT,
  admin1 TEXT,
  country TEXT,
  iso2 TEXT,
  evidence TEXT,
  note TEXT,
  details TEXT,
  origin TEXT NOT NULL DEFAULT 'own'
);

CREATE TABLE groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  name TEXT,
  aliases TEXT,
  kind TEXT,
  umbrella TEXT,
  description TEXT,
  colour TEXT,
  details TEXT,
  origin TEXT NOT NULL DEFAULT 'own'
);

CREATE TABLE sources (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  publisher TEXT,
  agency TEXT,
  title TEXT,
  title_basis TEXT,
  date TEXT,
  date_basis TEXT,
  url TEXT,
  kind TEXT,
  note TEXT,
  details TEXT,
  origin TEXT NOT NULL DEFAULT 'own'
);

-- text is plain; blocks says what its parts are, by byte ranges.
CREATE TABLE articles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  title TEXT,
  publisher TEXT,
  author TEXT,
  date TEXT,
  language TEXT,
  url TEXT,
  sources TEXT,
  text TEXT,
  blocks TEXT,
  origin TEXT NOT NULL DEFAULT 'own'
);

-- W3C Web Annotation selectors: positions count Unicode code points from 0, "end" is exclusive.
CREATE TABLE mentions (
  id INTEGER PRIMARY KEY NOT NULL,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  exact TEXT NOT NULL,
  prefix TEXT,
  suffix TEXT,
  target TEXT NOT NULL,
  target_key TEXT NOT NULL
);
CREATE INDEX mentions_article ON mentions(article_id);

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  key TEXT UNIQUE,
  title TEXT,
  event_date TEXT,
  date_start DATE,
  date_end DATE,
  place TEXT,
  place_id INTEGER REFERENCES places(id) DEFERRABLE INITIALLY DEFERRED,
  precision_m REAL,
  geo_precision TEXT,
  country TEXT,
  admin1 TEXT,
  kind TEXT,
  event_type TEXT,
  sub_event_type TEXT,
  actors TEXT,
  targets TEXT,
  fatalities_min INTEGER,
  fatalities_max INTEGER,
  injuries_min INTEGER,
  injuries_max INTEGER,
  status TEXT,
  corroboration TEXT,
  confidence TEXT,
  contradictions TEXT,
  notes TEXT,
  unverified BOOLEAN NOT NULL DEFAULT 0,
  starred BOOLEAN NOT NULL DEFAULT 0,
  remark TEXT,
  details TEXT,
  layer TEXT,
  origin TEXT NOT NULL DEFAULT 'own'
);

-- Who takes part: role is actor or target. The columns actors and targets of events are these, by name.
CREATE TABLE event_groups (
  id INTEGER PRIMARY KEY NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  group_id INTEGER NOT NULL REFERENCES groups(id) DEFERRABLE INITIALLY DEFERRED,
  role TEXT NOT NULL,
  position INTEGER NOT NULL
);
CREATE INDEX event_groups_event ON event_groups(event_id);

-- Further places of an event.
CREATE TABLE event_places (
  id INTEGER PRIMARY KEY NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  place_id INTEGER NOT NULL REFERENCES places(id) DEFERRABLE INITIALLY DEFERRED,
  position INTEGER NOT NULL
);
CREATE INDEX event_places_event ON event_places(event_id);

CREATE TABLE event_sources (
  id INTEGER PRIMARY KEY NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  source_id INTEGER NOT NULL REFERENCES sources(id) DEFERRABLE INITIALLY DEFERRED,
  position INTEGER NOT NULL
);
CREATE INDEX event_sources_event ON event_sources(event_id);

-- What single sources say of single fields.
CREATE TABLE claims (
  id INTEGER PRIMARY KEY NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  source_id INTEGER REFERENCES sources(id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT,
  adopted BOOLEAN NOT NULL DEFAULT 0,
  position INTEGER NOT NULL
);
CREATE INDEX claims_event ON claims(event_id);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  name TEXT,
  colour TEXT
);

CREATE TABLE event_tags (
  id INTEGER PRIMARY KEY NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  tag_id INTEGER NOT NULL REFERENCES tags(id) DEFERRABLE INITIALLY DEFERRED,
  position INTEGER NOT NULL
);
CREATE INDEX event_tags_event ON event_tags(event_id);

CREATE TABLE saved_filters (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  name TEXT,
  filter TEXT
);

-- Proposed events that the user did not want.
CREATE TABLE rejected_proposals (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  article TEXT,
  words TEXT,
  reason TEXT
);

-- What was imported in one field of an event, where the event says something else now: JSON. The triggers below fill
-- this, whoever changes the event with whatever program.
CREATE TABLE corrections (
  id INTEGER PRIMARY KEY NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  field TEXT NOT NULL,
  original TEXT,
  CONSTRAINT corrections_once UNIQUE (event_id, field)
);

-- Imported things that were changed (places, groups, sources, articles) or taken away (events, too): what they were,
-- as JSON. row_id is the id that a thing taken away had in its table.
CREATE TABLE originals (
  id INTEGER PRIMARY KEY NOT NULL,
  what TEXT NOT NULL,
  key TEXT NOT NULL,
  row_id INTEGER,
  removed BOOLEAN NOT NULL DEFAULT 0,
  record TEXT,
  CONSTRAINT originals_once UNIQUE (what, key)
);

CREATE TABLE change_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  at DATETIME NOT NULL,
  label TEXT,
  reason TEXT,
  changes TEXT,
  -- The keys of the events that were changed, as JSON; NULL where they are not known.
  events TEXT
);

-- Styles as QGIS keeps them: it draws the events with the default one.
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT,
  f_table_schema TEXT,
  f_table_name TEXT,
  f_geometry_column TEXT,
  styleName TEXT,
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT,
  owner TEXT,
  ui TEXT,
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('events', 'features', 'events', 'What happened: when, where, what, who, toll, how sure', 4326);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('settings', 'attributes', 'settings', 'What the project says of itself'),
  ('places', 'attributes', 'places', 'Places that events happened at'),
  ('groups', 'attributes', 'groups', 'Actors: armed groups, forces, governments, organisations'),
  ('sources', 'attributes', 'sources', 'Publications that events and articles rest on'),
  ('articles', 'attributes', 'articles', 'Texts that report events'),
  ('mentions', 'attributes', 'mentions', 'Words of articles that name events, places, groups, sources'),
  ('event_groups', 'attributes', 'event_groups', 'Which groups took part in which events'),
  ('event_places', 'attributes', 'event_places', 'Further places of events'),
  ('event_sources', 'attributes', 'event_sources', 'Which sources report which events'),
  ('claims', 'attributes', 'claims', 'What single sources say of single fields of events'),
  ('tags', 'attributes', 'tags', 'Tags'),
  ('event_tags', 'attributes', 'event_tags', 'Which events carry which tags'),
  ('saved_filters', 'attributes', 'saved_filters', 'Filters kept under a name'),
  ('rejected_proposals', 'attributes', 'rejected_proposals', 'Proposed events that were not wanted'),
  ('corrections', 'attributes', 'corrections', 'What was imported in fields of events that were corrected'),
  ('originals', 'attributes', 'originals', 'Imported things that were changed or taken away'),
  ('change_log', 'attributes', 'change_log', 'What was changed, when and why'),
  ('layer_styles', 'attributes', 'layer_styles', 'Styles for QGIS');
INSERT INTO gpkg_geometry_columns VALUES ('events', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES
  ('events', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');
