-- A project file of schema version 1, as it was written then.
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
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
INSERT INTO settings (name, value) VALUES ('schema', '1');

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
  changes TEXT
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

-- What a user of that version left: two imported events, one corrected and one taken away, one of their own, and the log.
INSERT INTO settings (name, value) VALUES ('title', 'An old project');
INSERT INTO places (id, key, name, lon, lat, origin) VALUES (1, 'asad', 'Ain al-Asad', 42.4412, 33.7856, 'imported');
INSERT INTO groups (id, key, name, origin) VALUES (1, 'iri', 'Islamic Resistance in Iraq', 'imported');
INSERT INTO events (id, key, title, event_date, date_start, date_end, geom, place_id, place, notes, origin) VALUES
  (1, 'e1', 'Attack on the base, corrected', '2024-07-16', '2024-07-16', '2024-07-16',
   x'47500001E6100000010100000000000000000034400000000000002440', 1, 'Ain al-Asad', 'Two drones', 'imported'),
  (3, 'own-1', 'An event of their own', '2024-08~', '2024-08-01', '2024-08-31', NULL, NULL, NULL, NULL, 'own');
INSERT INTO event_groups (event_id, group_id, role, position) VALUES (1, 1, 'actor', 0);
INSERT INTO corrections (event_id, field, original) VALUES (1, 'title', '"Attack on the base"');
INSERT INTO originals (what, key, row_id, removed, record) VALUES
  ('event', 'e2', 2, 1, '{"key":"e2","title":"Taken away"}');
INSERT INTO change_log (at, label, reason, changes) VALUES
  ('2026-01-02T03:04:05.678Z', 'Change title of “Attack on the base”', 'The report was updated', 'event e1: title = Attack on the base, corrected'),
  ('2026-01-02T03:05:00.000Z', 'Remove “Taken away”', NULL, 'event e2 removed');

-- Made after the events are in, so that writing many at once is quick: the R-tree of GeoPackage's extension of that
-- name, and the triggers that keep it and the corrections.

CREATE VIRTUAL TABLE rtree_events_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO rtree_events_geom
  SELECT id, ST_MinX(geom), ST_MaxX(geom), ST_MinY(geom), ST_MaxY(geom) FROM events WHERE geom NOT NULL AND NOT ST_IsEmpty(geom);

CREATE TRIGGER rtree_events_geom_insert AFTER INSERT ON events
  WHEN NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)
BEGIN
  INSERT OR REPLACE INTO rtree_events_geom VALUES (NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_events_geom_update1 AFTER UPDATE OF geom ON events
  WHEN OLD.id = NEW.id AND (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
  INSERT OR REPLACE INTO rtree_events_geom VALUES (NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_events_geom_update2 AFTER UPDATE OF geom ON events
  WHEN OLD.id = NEW.id AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_events_geom WHERE id = OLD.id;
END;
CREATE TRIGGER rtree_events_geom_update3 AFTER UPDATE OF id ON events
  WHEN OLD.id != NEW.id AND (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_events_geom WHERE id = OLD.id;
  INSERT OR REPLACE INTO rtree_events_geom VALUES (NEW.id, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_events_geom_update4 AFTER UPDATE ON events
  WHEN OLD.id != NEW.id AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_events_geom WHERE id IN (OLD.id, NEW.id);
END;
CREATE TRIGGER rtree_events_geom_delete AFTER DELETE ON events
  WHEN OLD.geom NOT NULL
BEGIN
  DELETE FROM rtree_events_geom WHERE id = OLD.id;
END;

-- An event that another program adds gets a key.
CREATE TRIGGER events_key AFTER INSERT ON events
  WHEN NEW.key IS NULL
BEGIN
  UPDATE events SET key = 'added-' || NEW.id || '-' || lower(hex(randomblob(4))) WHERE id = NEW.id;
END;

CREATE TRIGGER corrected_title AFTER UPDATE OF title ON events
  WHEN OLD.origin = 'imported' AND OLD.title IS NOT NEW.title
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'title', json_quote(OLD.title));
END;
CREATE TRIGGER corrected_event_date AFTER UPDATE OF event_date ON events
  WHEN OLD.origin = 'imported' AND OLD.event_date IS NOT NEW.event_date
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'event_date', json_quote(OLD.event_date));
END;
CREATE TRIGGER corrected_precision_m AFTER UPDATE OF precision_m ON events
  WHEN OLD.origin = 'imported' AND OLD.precision_m IS NOT NEW.precision_m
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'precision_m', json_quote(OLD.precision_m));
END;
CREATE TRIGGER corrected_geo_precision AFTER UPDATE OF geo_precision ON events
  WHEN OLD.origin = 'imported' AND OLD.geo_precision IS NOT NEW.geo_precision
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'geo_precision', json_quote(OLD.geo_precision));
END;
CREATE TRIGGER corrected_country AFTER UPDATE OF country ON events
  WHEN OLD.origin = 'imported' AND OLD.country IS NOT NEW.country
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'country', json_quote(OLD.country));
END;
CREATE TRIGGER corrected_admin1 AFTER UPDATE OF admin1 ON events
  WHEN OLD.origin = 'imported' AND OLD.admin1 IS NOT NEW.admin1
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'admin1', json_quote(OLD.admin1));
END;
CREATE TRIGGER corrected_kind AFTER UPDATE OF kind ON events
  WHEN OLD.origin = 'imported' AND OLD.kind IS NOT NEW.kind
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'kind', json_quote(OLD.kind));
END;
CREATE TRIGGER corrected_event_type AFTER UPDATE OF event_type ON events
  WHEN OLD.origin = 'imported' AND OLD.event_type IS NOT NEW.event_type
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'event_type', json_quote(OLD.event_type));
END;
CREATE TRIGGER corrected_sub_event_type AFTER UPDATE OF sub_event_type ON events
  WHEN OLD.origin = 'imported' AND OLD.sub_event_type IS NOT NEW.sub_event_type
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'sub_event_type', json_quote(OLD.sub_event_type));
END;
CREATE TRIGGER corrected_fatalities_min AFTER UPDATE OF fatalities_min ON events
  WHEN OLD.origin = 'imported' AND OLD.fatalities_min IS NOT NEW.fatalities_min
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'fatalities_min', json_quote(OLD.fatalities_min));
END;
CREATE TRIGGER corrected_fatalities_max AFTER UPDATE OF fatalities_max ON events
  WHEN OLD.origin = 'imported' AND OLD.fatalities_max IS NOT NEW.fatalities_max
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'fatalities_max', json_quote(OLD.fatalities_max));
END;
CREATE TRIGGER corrected_injuries_min AFTER UPDATE OF injuries_min ON events
  WHEN OLD.origin = 'imported' AND OLD.injuries_min IS NOT NEW.injuries_min
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'injuries_min', json_quote(OLD.injuries_min));
END;
CREATE TRIGGER corrected_injuries_max AFTER UPDATE OF injuries_max ON events
  WHEN OLD.origin = 'imported' AND OLD.injuries_max IS NOT NEW.injuries_max
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'injuries_max', json_quote(OLD.injuries_max));
END;
CREATE TRIGGER corrected_status AFTER UPDATE OF status ON events
  WHEN OLD.origin = 'imported' AND OLD.status IS NOT NEW.status
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'status', json_quote(OLD.status));
END;
CREATE TRIGGER corrected_corroboration AFTER UPDATE OF corroboration ON events
  WHEN OLD.origin = 'imported' AND OLD.corroboration IS NOT NEW.corroboration
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'corroboration', json_quote(OLD.corroboration));
END;
CREATE TRIGGER corrected_confidence AFTER UPDATE OF confidence ON events
  WHEN OLD.origin = 'imported' AND OLD.confidence IS NOT NEW.confidence
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'confidence', json_quote(OLD.confidence));
END;
CREATE TRIGGER corrected_contradictions AFTER UPDATE OF contradictions ON events
  WHEN OLD.origin = 'imported' AND OLD.contradictions IS NOT NEW.contradictions
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'contradictions', json_quote(OLD.contradictions));
END;
CREATE TRIGGER corrected_notes AFTER UPDATE OF notes ON events
  WHEN OLD.origin = 'imported' AND OLD.notes IS NOT NEW.notes
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'notes', json_quote(OLD.notes));
END;
CREATE TRIGGER corrected_unverified AFTER UPDATE OF unverified ON events
  WHEN OLD.origin = 'imported' AND OLD.unverified IS NOT NEW.unverified
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'unverified', json_quote(OLD.unverified));
END;
CREATE TRIGGER corrected_details AFTER UPDATE OF details ON events
  WHEN OLD.origin = 'imported' AND OLD.details IS NOT NEW.details
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original) VALUES (OLD.id, 'details', json_quote(OLD.details));
END;
CREATE TRIGGER corrected_geom AFTER UPDATE OF geom ON events
  WHEN OLD.origin = 'imported' AND OLD.geom IS NOT NEW.geom
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original)
  VALUES (OLD.id, 'geom', CASE WHEN OLD.geom IS NULL THEN 'null' ELSE json_quote(hex(OLD.geom)) END);
END;
CREATE TRIGGER corrected_place_id AFTER UPDATE OF place_id ON events
  WHEN OLD.origin = 'imported' AND OLD.place_id IS NOT NEW.place_id
BEGIN
  INSERT OR IGNORE INTO corrections (event_id, field, original)
  VALUES (OLD.id, 'place_id', json_quote((SELECT key FROM places WHERE id = OLD.place_id)));
END;
