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
	CONSTRAINT "deliveries_state_known" CHECK("state" IN ('pending','sending','sent','folded','dead')),
	CONSTRAINT "deliveries_of_one" CHECK(("alert_id" IS NULL) <> ("notice_id" IS NULL))
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
