CREATE TABLE `operator_notices` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`episode` text NOT NULL,
	`text` text NOT NULL,
	`first_at` text NOT NULL,
	`last_at` text NOT NULL,
	`told_at` text
);
--> statement-breakpoint
CREATE INDEX `operator_notices_untold` ON `operator_notices` (`told_at`,`first_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `operator_notices_once` ON `operator_notices` (`kind`,`subject`,`episode`);--> statement-breakpoint
CREATE TABLE `pages` (
	`url` text PRIMARY KEY NOT NULL,
	`entry_id` text NOT NULL,
	`host` text NOT NULL,
	`etag` text,
	`last_modified` text,
	`validators_url` text,
	`body_sha256` text NOT NULL,
	`first_read_at` text NOT NULL,
	`last_looked_at` text NOT NULL,
	`looks` integer DEFAULT 0 NOT NULL,
	`next_look_at` text,
	FOREIGN KEY (`entry_id`) REFERENCES `entries`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `pages_host` ON `pages` (`host`,`next_look_at`);--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`feed_id` text PRIMARY KEY NOT NULL,
	`hub` text NOT NULL,
	`topic` text NOT NULL,
	`token` text NOT NULL,
	`secret` text NOT NULL,
	`state` text NOT NULL,
	`requested_at` text NOT NULL,
	`lease_until` text,
	`last_push_at` text,
	`last_error` text,
	FOREIGN KEY (`feed_id`) REFERENCES `feeds`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_token_unique` ON `subscriptions` (`token`);--> statement-breakpoint
ALTER TABLE `feeds` ADD `configured_url` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `every_chosen` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `feeds` ADD `validators_url` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `body_sha256` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `wishes` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `failure_weight` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `feeds` ADD `failing_since` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `last_document_at` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `last_fresh_at` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `moved_to` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `moved_since` text;--> statement-breakpoint
ALTER TABLE `feeds` ADD `stopped_at` text;--> statement-breakpoint
CREATE INDEX `jobs_due_by_name` ON `jobs` (`name`,`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `jobs_in_hand` ON `jobs` (`name`,`queued_at`);--> statement-breakpoint
UPDATE feeds SET configured_url = url, last_document_at = last_success_at;
--> statement-breakpoint
DROP VIEW feeds_health;
--> statement-breakpoint
CREATE VIEW feeds_health AS
SELECT f.id, f.url, f.last_outcome, f.failures, f.failing_since, f.last_error, f.last_success_at, f.last_polled_at, j.due_at AS next_poll_at, f.stopped_at,
       (SELECT count(*) FROM entries e WHERE e.feed_id = f.id) AS entries
  FROM feeds f
  LEFT JOIN jobs j ON j.id = f.poll_job
 WHERE f.removed_at IS NULL;
