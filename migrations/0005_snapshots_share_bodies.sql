PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_snapshots` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`final_url` text NOT NULL,
	`status` integer NOT NULL,
	`content_type` text,
	`headers` text DEFAULT '{}' NOT NULL,
	`fetched_at` text NOT NULL,
	`sha256` text NOT NULL,
	FOREIGN KEY (`sha256`) REFERENCES `bodies`(`sha256`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_snapshots`("id", "url", "final_url", "status", "content_type", "headers", "fetched_at", "sha256") SELECT "id", "url", "final_url", "status", "content_type", "headers", "fetched_at", "sha256" FROM `snapshots`;--> statement-breakpoint
DROP TABLE `snapshots`;--> statement-breakpoint
ALTER TABLE `__new_snapshots` RENAME TO `snapshots`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `snapshots_url` ON `snapshots` (`url`,`fetched_at`);--> statement-breakpoint
CREATE INDEX `snapshots_sha256` ON `snapshots` (`sha256`);