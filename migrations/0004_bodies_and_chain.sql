CREATE TABLE `bodies` (
	`sha256` text PRIMARY KEY NOT NULL,
	`bytes` integer NOT NULL,
	`encoding` text NOT NULL,
	`body` blob,
	`dropped_at` text,
	CONSTRAINT "bodies_encoding_known" CHECK("bodies"."encoding" IN ('zstd','gzip'))
);
--> statement-breakpoint
CREATE TABLE `chain` (
	`seq` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`row_hash` text,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chain_row` ON `chain` (`kind`,`key`);--> statement-breakpoint
ALTER TABLE `articles` ADD `thinned_at` text;--> statement-breakpoint
ALTER TABLE `snapshots` ADD `headers` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `snapshots_sha256` ON `snapshots` (`sha256`);--> statement-breakpoint
-- What was kept with each snapshot is kept once for all that share it.
INSERT INTO `bodies` (`sha256`, `bytes`, `encoding`, `body`) SELECT `sha256`, `bytes`, 'gzip', `body_gzip` FROM `snapshots` WHERE true ON CONFLICT DO NOTHING;
