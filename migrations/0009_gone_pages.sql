ALTER TABLE `articles` ADD `gone_at` text;--> statement-breakpoint
ALTER TABLE `pages` ADD `missing_since` text;