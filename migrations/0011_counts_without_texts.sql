DROP INDEX `assessments_alert`;--> statement-breakpoint
CREATE INDEX `assessments_alert` ON `assessments` (`alert_id`) WHERE alert_id IS NOT NULL;--> statement-breakpoint
DROP INDEX `readings_term`;--> statement-breakpoint
CREATE INDEX `readings_term` ON `readings` (`watch_id`,`term_id`,`verdict`,`article_id`,`revision`,`term_version_id`);--> statement-breakpoint
CREATE INDEX `alerts_watch` ON `alerts` (`watch_id`,`status`,`updated_at`);--> statement-breakpoint
CREATE INDEX `articles_dates` ON `articles` (`id`,`revision`,`published`,`first_seen_at`,`source_domain`);--> statement-breakpoint
CREATE INDEX `articles_old` ON `articles` (`revised_at`,`id`) WHERE thinned_at IS NULL;