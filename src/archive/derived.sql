-- Views and triggers. They hold no data, so they are not migrated: whenever this file changes they are dropped and made again.

-- Articles are searched by headline and text, readings by quote. Articles are listed here and taken in together (word-index.ts).
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
  INSERT INTO articles_unindexed(seq) VALUES (new.seq);
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
  INSERT INTO articles_fts(articles_fts, rowid, title, text)
    SELECT 'delete', old.seq, old.title, old.text WHERE NOT EXISTS (SELECT 1 FROM articles_unindexed WHERE seq = old.seq);
  DELETE FROM articles_unindexed WHERE seq = old.seq;
END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text ON articles BEGIN
  INSERT INTO articles_fts(articles_fts, rowid, title, text)
    SELECT 'delete', old.seq, old.title, old.text WHERE NOT EXISTS (SELECT 1 FROM articles_unindexed WHERE seq = old.seq);
  INSERT INTO articles_unindexed(seq) SELECT new.seq WHERE NOT EXISTS (SELECT 1 FROM articles_unindexed WHERE seq = new.seq);
END;
CREATE TRIGGER quotes_fts_insert AFTER INSERT ON readings BEGIN
  INSERT INTO quotes_fts(rowid, quote) VALUES (new.id, new.quote);
END;
CREATE TRIGGER quotes_fts_delete AFTER DELETE ON readings BEGIN
  INSERT INTO quotes_fts(quotes_fts, rowid, quote) VALUES ('delete', old.id, old.quote);
END;

-- Evidence is not changed and not deleted. A body may thin out; it may not become another one.
CREATE TRIGGER snapshots_never_change BEFORE UPDATE ON snapshots BEGIN
  SELECT RAISE(ABORT, 'a snapshot is never changed');
END;
CREATE TRIGGER snapshots_stay BEFORE DELETE ON snapshots BEGIN
  SELECT RAISE(ABORT, 'a snapshot is never deleted');
END;
CREATE TRIGGER bodies_never_change BEFORE UPDATE ON bodies WHEN new.sha256 <> old.sha256 OR new.bytes <> old.bytes OR (old.body IS NOT NULL AND new.body IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, 'a body is never changed');
END;
CREATE TRIGGER readings_never_change BEFORE UPDATE OF article_id, revision, watch_id, term_id, verdict, quote, field, start, "end" ON readings BEGIN
  SELECT RAISE(ABORT, 'a reading is never changed');
END;
CREATE TRIGGER alert_revisions_never_change BEFORE UPDATE OF alert_id, revision, kind, level, article_id, message, raised_at, rule, person, note ON alert_revisions BEGIN
  SELECT RAISE(ABORT, 'a revision of an alert is never changed');
END;

CREATE VIEW readings_by_term AS
SELECT r.watch_id, r.term_id, r.verdict, r.confidence, r.quote, a.title, a.url, a.source_domain, a.published,
       a.id AS article_id, r.revision, rel.story_id, rel.copy_of, r.judge, r.read_at
  FROM readings r
  JOIN articles a ON a.id = r.article_id
  LEFT JOIN relations rel ON rel.article_id = a.id;

-- The dates are those of the article that was read last: one look into an index, however many readings there are. The page from which a
-- version is recorded does not reaffirm it.
CREATE VIEW terms_now AS
SELECT v.watch_id, v.term_id, v.statement, v.valid_from, v.valid_to, v.recorded_at, v.source, v.quote,
       (SELECT count(*) FROM readings r WHERE r.term_version_id = v.id AND r.verdict = 'reaffirms')
         - (SELECT count(*) FROM readings r WHERE r.article_id = v.article_id AND r.term_version_id = v.id AND r.verdict = 'reaffirms') AS reaffirmed,
       (SELECT count(*) FROM readings r WHERE r.term_version_id = v.id AND r.verdict IN ('contradicts', 'changes')) AS disputed,
       (SELECT count(*) FROM readings r WHERE r.term_version_id = v.id AND r.verdict = 'rumoured_change') AS rumoured,
       (SELECT a.published FROM readings r JOIN articles a ON a.id = r.article_id WHERE r.term_version_id = v.id AND r.verdict = 'reaffirms'
          AND r.article_id IS NOT v.article_id ORDER BY r.id DESC LIMIT 1) AS last_reaffirmed,
       (SELECT a.published FROM readings r JOIN articles a ON a.id = r.article_id WHERE r.term_version_id = v.id AND r.verdict IN ('contradicts', 'changes')
         ORDER BY r.id DESC LIMIT 1) AS last_disputed
  FROM term_versions v
 WHERE v.superseded_at IS NULL
   AND date(v.valid_from) <= date('now')
   AND (v.valid_to IS NULL OR date(v.valid_to) > date('now'));

CREATE VIEW alerts_open AS
SELECT al.id, al.watch_id, al.level, al.severity, al.status, al.owner, al.headline, al.revision, al.opened_at, al.updated_at, al.story_id, s.title AS story_title,
       (SELECT count(*) FROM deliveries d WHERE d.alert_id = al.id) AS deliveries,
       (SELECT count(*) FROM deliveries d WHERE d.alert_id = al.id AND d.state = 'sent') AS sent,
       (SELECT count(*) FROM deliveries d WHERE d.alert_id = al.id AND d.state = 'dead') AS dead
  FROM alerts al
  JOIN stories s ON s.id = al.story_id
 WHERE al.status IN ('open', 'acknowledged', 'snoozed');

CREATE VIEW stories_with_copies AS
SELECT s.id, s.title, s.opened_at, s.last_article_at,
       (SELECT count(*) FROM relations r WHERE r.story_id = s.id) AS articles,
       (SELECT count(DISTINCT a.source_domain) FROM relations r JOIN articles a ON a.id = r.article_id WHERE r.story_id = s.id) AS outlets,
       (SELECT count(DISTINCT r.origin_id) FROM relations r WHERE r.story_id = s.id) AS origins,
       (SELECT count(DISTINCT r.family_id) FROM relations r WHERE r.story_id = s.id) AS families,
       (SELECT count(r.copy_of) FROM relations r WHERE r.story_id = s.id) AS copies,
       (SELECT count(DISTINCT r.variant_id) FROM relations r WHERE r.story_id = s.id) AS variants,
       (SELECT min(a.published) FROM relations r JOIN articles a ON a.id = r.article_id WHERE r.story_id = s.id) AS first_published,
       (SELECT max(a.published) FROM relations r JOIN articles a ON a.id = r.article_id WHERE r.story_id = s.id) AS last_published
  FROM stories s
 WHERE s.redirect_to IS NULL;

CREATE VIEW articles_without_alert AS
SELECT a.id, a.title, a.url, a.source_domain, a.published, x.watch_id, x.alert AS level, x.needs_review, x.reason, x.decision, x.inherited_from
  FROM assessments x
  JOIN articles a ON a.id = x.article_id AND a.revision = x.revision
 WHERE x.alert_id IS NULL;

CREATE VIEW feeds_health AS
SELECT f.id, f.url, f.last_outcome, f.failures, f.failing_since, f.last_error, f.last_success_at, f.last_polled_at, j.due_at AS next_poll_at, f.stopped_at,
       (SELECT count(*) FROM entries e WHERE e.feed_id = f.id) AS entries
  FROM feeds f
  LEFT JOIN jobs j ON j.id = f.poll_job
 WHERE f.removed_at IS NULL;

-- The headline is that of the revision that goes out, not what the alert says by now.
CREATE VIEW outbox AS
SELECT d.id, d.channel, d.recipient, d.state, d.attempts, d.unanswered, d.last_error, j.due_at AS next_try_at, d.held_until,
       coalesce(r.message ->> '$.headline', n.text) AS headline, d.alert_id, d.revision, d.notice_id, d.created_at, d.sent_at
  FROM deliveries d
  LEFT JOIN alert_revisions r ON r.alert_id = d.alert_id AND r.revision = d.revision
  LEFT JOIN operator_notices n ON n.id = d.notice_id
  LEFT JOIN jobs j ON j.id = 'deliver-alert/' || d.id;

CREATE VIEW register_history AS
SELECT watch_id, term_id, statement, valid_from, valid_to, recorded_at, superseded_at, recorded_by, source, quote, note
  FROM term_versions
 ORDER BY watch_id, term_id, recorded_at, valid_from;

-- What was read and alerts nobody although it says something: held by a rule, or in need of a person.
CREATE VIEW articles_held AS
SELECT x.read_at, x.watch_id, x.alert AS level, x.needs_review, x.decision, x.reason, a.id, a.title, a.url, a.source_domain, a.published
  FROM assessments x
  JOIN articles a ON a.id = x.article_id
 WHERE x.alert_id IS NULL AND (x.alert <> 'none' OR x.needs_review);
