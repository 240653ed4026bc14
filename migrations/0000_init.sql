CREATE TABLE `alert_revisions` (
	`alert_id` text NOT NULL,
	`revision` integer NOT NULL,
	`kind` text NOT NULL,
	`level` text NOT NULL,
	`article_id` text NOT NULL,
	`message` text NOT NULL,
	`raised_at` text NOT NULL,
	PRIMARY KEY(`alert_id`, `revision`),
	FOREIGN KEY (`alert_id`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`watch_id` text NOT NULL,
	`story_id` text NOT NULL,
	`level` text NOT NULL,
	`status` text NOT NULL,
	`headline` text NOT NULL,
	`revision` integer NOT NULL,
	`opened_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`watch_id`) REFERENCES `watches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`story_id`) REFERENCES `stories`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alerts_status` ON `alerts` (`status`,`updated_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `alerts_once` ON `alerts` (`watch_id`,`story_id`);--> statement-breakpoint
CREATE TABLE `article_revisions` (
	`article_id` text NOT NULL,
	`revision` integer NOT NULL,
	`title` text,
	`text` text NOT NULL,
	`published` text,
	`content_hash` text NOT NULL,
	`snapshot_id` text,
	`recorded_at` text NOT NULL,
	PRIMARY KEY(`article_id`, `revision`),
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`snapshot_id`) REFERENCES `snapshots`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `articles` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`url` text NOT NULL,
	`canonical_url` text,
	`title` text,
	`text` text NOT NULL,
	`author` text,
	`published` text,
	`language` text,
	`source_name` text,
	`source_domain` text NOT NULL,
	`source_kind` text,
	`links` text NOT NULL,
	`content_hash` text NOT NULL,
	`snapshot_id` text,
	`first_seen_at` text NOT NULL,
	`revised_at` text NOT NULL,
	FOREIGN KEY (`snapshot_id`) REFERENCES `snapshots`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `articles_id_unique` ON `articles` (`id`);--> statement-breakpoint
CREATE INDEX `articles_url` ON `articles` (`url`);--> statement-breakpoint
CREATE INDEX `articles_published` ON `articles` (`published`);--> statement-breakpoint
CREATE INDEX `articles_first_seen` ON `articles` (`first_seen_at`);--> statement-breakpoint
CREATE INDEX `articles_domain` ON `articles` (`source_domain`);--> statement-breakpoint
CREATE TABLE `assessments` (
	`article_id` text NOT NULL,
	`revision` integer NOT NULL,
	`watch_id` text NOT NULL,
	`alert` text NOT NULL,
	`needs_review` integer NOT NULL,
	`reason` text NOT NULL,
	`evidence` text,
	`judge` text NOT NULL,
	`inherited_from` text,
	`read_at` text NOT NULL,
	`decision` text,
	`alert_id` text,
	PRIMARY KEY(`article_id`, `revision`, `watch_id`),
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`watch_id`) REFERENCES `watches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`inherited_from`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`alert_id`) REFERENCES `alerts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `assessments_watch` ON `assessments` (`watch_id`,`alert`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`alert_id` text NOT NULL,
	`revision` integer NOT NULL,
	`channel` text NOT NULL,
	`recipient` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`unanswered` integer DEFAULT false NOT NULL,
	`last_error` text,
	`created_at` text NOT NULL,
	`sent_at` text,
	FOREIGN KEY (`alert_id`,`revision`) REFERENCES `alert_revisions`(`alert_id`,`revision`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "deliveries_state_known" CHECK("deliveries"."state" IN ('pending','sending','sent','dead'))
);
--> statement-breakpoint
CREATE INDEX `deliveries_state` ON `deliveries` (`state`);--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_once` ON `deliveries` (`alert_id`,`revision`,`channel`,`recipient`);--> statement-breakpoint
CREATE TABLE `entries` (
	`id` text PRIMARY KEY NOT NULL,
	`feed_id` text,
	`key` text NOT NULL,
	`url` text,
	`title` text,
	`published` text,
	`summary` text,
	`content_html` text,
	`content_hash` text NOT NULL,
	`first_seen_at` text NOT NULL,
	`last_changed_at` text NOT NULL,
	`article_id` text,
	`outcome` text,
	FOREIGN KEY (`feed_id`) REFERENCES `feeds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `entries_article` ON `entries` (`article_id`);--> statement-breakpoint
CREATE INDEX `entries_url` ON `entries` (`url`);--> statement-breakpoint
CREATE UNIQUE INDEX `entries_key` ON `entries` (`feed_id`,`key`);--> statement-breakpoint
CREATE TABLE `feeds` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`every_ms` integer NOT NULL,
	`poll_job` text NOT NULL,
	`title` text,
	`etag` text,
	`last_modified` text,
	`added_at` text NOT NULL,
	`removed_at` text,
	`last_polled_at` text,
	`last_success_at` text,
	`last_outcome` text,
	`last_error` text,
	`failures` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`subject` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` text NOT NULL,
	`queued_at` text,
	`last_error` text,
	`created_at` text NOT NULL,
	CONSTRAINT "jobs_state_known" CHECK("jobs"."state" IN ('pending','dead'))
);
--> statement-breakpoint
CREATE INDEX `jobs_due` ON `jobs` (`state`,`due_at`);--> statement-breakpoint
CREATE TABLE `readings` (
	`id` integer PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`revision` integer NOT NULL,
	`watch_id` text NOT NULL,
	`term_id` text NOT NULL,
	`term_version_id` integer NOT NULL,
	`verdict` text NOT NULL,
	`confidence` real NOT NULL,
	`quote` text NOT NULL,
	`field` text NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`judge` text NOT NULL,
	`read_at` text NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`watch_id`) REFERENCES `watches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`term_version_id`) REFERENCES `term_versions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "readings_verdict" CHECK("readings"."verdict" IN ('reaffirms','contradicts','changes','rumoured_change'))
);
--> statement-breakpoint
CREATE INDEX `readings_term` ON `readings` (`watch_id`,`term_id`,`verdict`);--> statement-breakpoint
CREATE UNIQUE INDEX `readings_once` ON `readings` (`article_id`,`revision`,`watch_id`,`term_id`);--> statement-breakpoint
CREATE TABLE `relations` (
	`article_id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`story_id` text NOT NULL,
	`family_id` text NOT NULL,
	`variant_id` text NOT NULL,
	`origin_id` text NOT NULL,
	`copy_of` text,
	`copy_kind` text,
	`containment` real,
	`edits` text NOT NULL,
	`evidence` text NOT NULL,
	`related_at` text NOT NULL,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`story_id`) REFERENCES `stories`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`copy_of`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `relations_story` ON `relations` (`story_id`);--> statement-breakpoint
CREATE INDEX `relations_family` ON `relations` (`family_id`);--> statement-breakpoint
CREATE INDEX `relations_copy` ON `relations` (`copy_of`);--> statement-breakpoint
CREATE TABLE `snapshots` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`final_url` text NOT NULL,
	`status` integer NOT NULL,
	`content_type` text,
	`fetched_at` text NOT NULL,
	`sha256` text NOT NULL,
	`bytes` integer NOT NULL,
	`body_gzip` blob NOT NULL
);
--> statement-breakpoint
CREATE INDEX `snapshots_url` ON `snapshots` (`url`,`fetched_at`);--> statement-breakpoint
CREATE TABLE `stories` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text,
	`opened_at` text NOT NULL,
	`last_article_at` text NOT NULL,
	`redirect_to` text,
	FOREIGN KEY (`redirect_to`) REFERENCES `stories`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `stories_last` ON `stories` (`last_article_at`);--> statement-breakpoint
CREATE TABLE `term_versions` (
	`id` integer PRIMARY KEY NOT NULL,
	`watch_id` text NOT NULL,
	`term_id` text NOT NULL,
	`statement` text NOT NULL,
	`hints` text,
	`valid_from` text NOT NULL,
	`valid_to` text,
	`recorded_at` text NOT NULL,
	`superseded_at` text,
	`source` text,
	`quote` text,
	`article_id` text,
	`snapshot_id` text,
	FOREIGN KEY (`watch_id`) REFERENCES `watches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`snapshot_id`) REFERENCES `snapshots`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `term_versions_term` ON `term_versions` (`watch_id`,`term_id`,`valid_from`);--> statement-breakpoint
CREATE UNIQUE INDEX `term_versions_recorded` ON `term_versions` (`watch_id`,`term_id`,`valid_from`,`recorded_at`);--> statement-breakpoint
CREATE TABLE `watch_feeds` (
	`watch_id` text NOT NULL,
	`feed_id` text NOT NULL,
	PRIMARY KEY(`watch_id`, `feed_id`),
	FOREIGN KEY (`watch_id`) REFERENCES `watches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`feed_id`) REFERENCES `feeds`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `watch_feeds_feed` ON `watch_feeds` (`feed_id`);--> statement-breakpoint
CREATE TABLE `watches` (
	`id` text PRIMARY KEY NOT NULL,
	`subject` text NOT NULL,
	`definition` text NOT NULL,
	`updated_at` text NOT NULL,
	`removed_at` text
);
