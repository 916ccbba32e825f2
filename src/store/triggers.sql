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
