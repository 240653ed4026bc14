CREATE TABLE `articles_unindexed` (
	`seq` integer PRIMARY KEY NOT NULL
);
