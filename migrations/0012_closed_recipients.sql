CREATE TABLE `closed_recipients` (
	`channel` text NOT NULL,
	`recipient` text NOT NULL,
	`closed_at` text NOT NULL,
	`why` text NOT NULL,
	`address` text,
	PRIMARY KEY(`channel`, `recipient`)
);
