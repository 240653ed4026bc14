CREATE TABLE `key_segment_parts` (
	`segment_id` integer NOT NULL,
	`part` integer NOT NULL,
	`keys` blob NOT NULL,
	`articles` blob NOT NULL,
	PRIMARY KEY(`segment_id`, `part`),
	FOREIGN KEY (`segment_id`) REFERENCES `key_segments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `key_segments` (
	`id` integer PRIMARY KEY NOT NULL,
	`level` integer NOT NULL,
	`state` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `relations` ADD `shelved` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `relations_in_memory` ON `relations` (`article_id`) WHERE shelved = 0;