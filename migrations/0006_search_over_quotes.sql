-- Full-text search over the quotes of readings; derived.sql keeps it current.
CREATE VIRTUAL TABLE quotes_fts USING fts5(quote, content='readings', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
INSERT INTO quotes_fts(quotes_fts) VALUES ('rebuild');
