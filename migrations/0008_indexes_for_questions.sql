DROP INDEX `deliveries_state`;--> statement-breakpoint
CREATE INDEX `deliveries_created` ON `deliveries` (`created_at`);--> statement-breakpoint
CREATE INDEX `deliveries_sent` ON `deliveries` (`sent_at`);--> statement-breakpoint
CREATE INDEX `deliveries_state` ON `deliveries` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `alerts_updated` ON `alerts` (`updated_at`);--> statement-breakpoint
CREATE INDEX `alerts_story` ON `alerts` (`story_id`);--> statement-breakpoint
CREATE INDEX `assessments_alert` ON `assessments` (`alert_id`);--> statement-breakpoint
CREATE INDEX `assessments_held` ON `assessments` (`read_at`) WHERE alert_id IS NULL AND (alert <> 'none' OR needs_review);--> statement-breakpoint
CREATE INDEX `entries_seen` ON `entries` (`feed_id`,`first_seen_at`);--> statement-breakpoint
CREATE INDEX `readings_version` ON `readings` (`term_version_id`,`verdict`);--> statement-breakpoint
CREATE INDEX `readings_verdict` ON `readings` (`verdict`,`term_id`);--> statement-breakpoint
CREATE INDEX `relations_newest_copies` ON `relations` (`related_at`) WHERE copy_of IS NOT NULL;