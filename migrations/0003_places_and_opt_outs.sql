CREATE TABLE `opt_outs` (
	`watch_id` text NOT NULL,
	`channel` text NOT NULL,
	`recipient` text NOT NULL,
	`opted_out_at` text NOT NULL,
	PRIMARY KEY(`watch_id`, `channel`, `recipient`)
);
--> statement-breakpoint
ALTER TABLE `deliveries` ADD `place` text;