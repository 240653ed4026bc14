DROP VIEW alerts_open;
--> statement-breakpoint
DROP VIEW outbox;
--> statement-breakpoint
CREATE TABLE `alert_stories` (
	`alert_id` text NOT NULL,
	`story_id` text NOT NULL,
	`joined_at` text NOT NULL,
	PRIMARY KEY(`alert_id`, `story_id`),
	FOREIGN KEY (`alert_id`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`story_id`) REFERENCES `stories`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alert_stories_story` ON `alert_stories` (`story_id`);--> statement-breakpoint
CREATE TABLE `delivery_attempts` (
	`delivery_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`started_at` text NOT NULL,
	`ended_at` text,
	`outcome` text,
	`error` text,
	PRIMARY KEY(`delivery_id`, `attempt`)
);
--> statement-breakpoint
CREATE TABLE `disputes` (
	`id` integer PRIMARY KEY NOT NULL,
	`watch_id` text NOT NULL,
	`term_id` text NOT NULL,
	`note` text NOT NULL,
	`source` text,
	`person` text NOT NULL,
	`recorded_at` text NOT NULL,
	FOREIGN KEY (`watch_id`) REFERENCES `watches`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `disputes_term` ON `disputes` (`watch_id`,`term_id`);--> statement-breakpoint
CREATE TABLE `__new_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`alert_id` text,
	`revision` integer,
	`notice_id` text,
	`channel` text NOT NULL,
	`recipient` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`unanswered` integer DEFAULT false NOT NULL,
	`last_error` text,
	`created_at` text NOT NULL,
	`held_until` text,
	`folded_into` integer,
	`sent_at` text,
	`place` text,
	FOREIGN KEY (`alert_id`,`revision`) REFERENCES `alert_revisions`(`alert_id`,`revision`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "deliveries_state_known" CHECK("__new_deliveries"."state" IN ('pending','sending','sent','folded','dead')),
	CONSTRAINT "deliveries_of_one" CHECK(("__new_deliveries"."alert_id" IS NULL) <> ("__new_deliveries"."notice_id" IS NULL))
);
--> statement-breakpoint
INSERT INTO `__new_deliveries`("id", "alert_id", "revision", "channel", "recipient", "state", "attempts", "unanswered", "last_error", "created_at", "sent_at", "place") SELECT "id", "alert_id", "revision", "channel", "recipient", "state", "attempts", "unanswered", "last_error", "created_at", "sent_at", "place" FROM `deliveries`;--> statement-breakpoint
DROP TABLE `deliveries`;--> statement-breakpoint
ALTER TABLE `__new_deliveries` RENAME TO `deliveries`;--> statement-breakpoint
CREATE INDEX `deliveries_state` ON `deliveries` (`state`);--> statement-breakpoint
CREATE INDEX `deliveries_recipient` ON `deliveries` (`channel`,`recipient`,`state`);--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_once` ON `deliveries` (`alert_id`,`revision`,`channel`,`recipient`);--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_notice_once` ON `deliveries` (`notice_id`,`channel`,`recipient`);--> statement-breakpoint
DROP INDEX `alerts_once`;--> statement-breakpoint
ALTER TABLE `alerts` ADD `severity` text DEFAULT 'medium' NOT NULL;--> statement-breakpoint
ALTER TABLE `alerts` ADD `owner` text;--> statement-breakpoint
ALTER TABLE `alerts` ADD `snoozed_until` text;--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_once` ON `alerts` (`watch_id`,`story_id`) WHERE status <> 'resolved';--> statement-breakpoint
ALTER TABLE `alert_revisions` ADD `rule` text;--> statement-breakpoint
ALTER TABLE `alert_revisions` ADD `person` text;--> statement-breakpoint
ALTER TABLE `alert_revisions` ADD `note` text;--> statement-breakpoint
ALTER TABLE `term_versions` ADD `recorded_by` text DEFAULT 'file' NOT NULL;--> statement-breakpoint
ALTER TABLE `term_versions` ADD `note` text;
--> statement-breakpoint
INSERT INTO alert_stories(alert_id, story_id, joined_at) SELECT id, story_id, opened_at FROM alerts;
--> statement-breakpoint
CREATE VIEW alerts_open AS
SELECT al.id, al.watch_id, al.level, al.severity, al.status, al.owner, al.headline, al.revision, al.opened_at, al.updated_at, al.story_id, s.title AS story_title,
       count(d.id) AS deliveries, count(CASE WHEN d.state = 'sent' THEN 1 END) AS sent, count(CASE WHEN d.state = 'dead' THEN 1 END) AS dead
  FROM alerts al
  JOIN stories s ON s.id = al.story_id
  LEFT JOIN deliveries d ON d.alert_id = al.id
 WHERE al.status IN ('open','acknowledged','snoozed')
 GROUP BY al.id;
--> statement-breakpoint
CREATE VIEW outbox AS
SELECT d.id, d.channel, d.recipient, d.state, d.attempts, d.unanswered, d.last_error, j.due_at AS next_try_at, d.held_until,
       coalesce(al.headline, n.text) AS headline, d.alert_id, d.revision, d.notice_id, d.created_at, d.sent_at
  FROM deliveries d
  LEFT JOIN alerts al ON al.id = d.alert_id
  LEFT JOIN operator_notices n ON n.id = d.notice_id
  LEFT JOIN jobs j ON j.id = 'deliver-alert/' || d.id;
--> statement-breakpoint
CREATE VIEW register_history AS
SELECT watch_id, term_id, statement, valid_from, valid_to, recorded_at, superseded_at, recorded_by, source, quote, note
  FROM term_versions
 ORDER BY watch_id, term_id, recorded_at, valid_from;
