"""Labelled coverage and sentence pairs, laid out for the reader: the term first, then parties, day, headline and sentences, each behind a mark.
src/judge/reader-input.ts lays out what is read in the same way."""
import gzip
import json

START, SEPARATOR = 101, 102
MARK_SENTENCE, MARK_TERM, MARK_TITLE, MARK_PARTIES, MARK_DATE = 1, 2, 3, 4, 5  # [unused0] to [unused4] of BERT's table
LONGEST_TERM, LONGEST_PARTIES, LONGEST_TITLE, LONGEST_SENTENCE = 80, 60, 60, 110
TRAIN_LENGTH, READ_LENGTH = 320, 256  # word pieces of a window
VERDICTS = ["silent", "reaffirms", "changes", "contradicts", "rumoured_change"]
ALERTS = ["none", "rumour", "contradicts", "changes"]
MONTHS = "january february march april may june july august september october november december".split()


def long_date(date):
    year, month, day = date[:10].split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


class Article:
    """Word pieces of one article, of its agreement's terms (`otherwise`: each in other words), and `labels[row][term]`: row 0 is the headline."""

    def __init__(self, row, pieces, group):
        self.row, self.pieces = row, pieces
        self.id, self.subject, self.group = row["id"], row["subject"], row.get("group") or group
        self.terms = [pieces(term["statement"])[:LONGEST_TERM] for term in row["terms"]]
        self.otherwise = [[pieces(wording)[:LONGEST_TERM] for wording in term.get("otherwise", ())] for term in row["terms"]]
        self.title = pieces(row["title"])[:LONGEST_TITLE] if row.get("title") else None
        self.sentences = [pieces(one["text"])[:LONGEST_SENTENCE] for one in row["sentences"]]
        index = {term["id"]: at for at, term in enumerate(row["terms"])}

        def verdicts(labels):
            line = [0] * len(self.terms)
            for one in labels:
                line[index[one["term"]]] = VERDICTS.index(one["verdict"])
            return line

        self.labels = [verdicts(row["title_labels"])] + [verdicts(one["labels"]) for one in row["sentences"]]
        self.alert = ALERTS.index(row["expected_alert"])
        published = row["published"]
        self.date = pieces(f"published {long_date(published)} , recorded {long_date(row['baseline'])}") if published else None
        named = [p["name"] + (" ( " + " , ".join(p["aliases"]) + " )" if p.get("aliases") else "") for p in row.get("parties") or []]
        self.parties = pieces(" ; ".join(named))[:LONGEST_PARTIES] if named else None


def read_wordings(file):
    """Terms in other words, JSON lines, by subject and term."""
    rows = [json.loads(line) for line in open(file, encoding="utf8")] if file else []
    return {(row["subject"], row["term"]): row["wordings"] for row in rows}


def read_articles(files, pieces, wordings=None):
    """Articles older than their record are left out: they are history, labelled unevenly."""
    articles = []
    for file in sorted(files):
        group = file.rsplit("/", 1)[-1].removesuffix(".jsonl")
        for line in open(file, encoding="utf8"):
            row = json.loads(line)
            if row["published"] and row["published"][:10] < row["baseline"][:10]:
                continue
            for term in row["terms"]:
                term["otherwise"] = (wordings or {}).get((row["subject"], term["id"]), [])
            articles.append(Article(row, pieces, group))
    return articles


def read_pairs(file, pieces, count, rng):
    """Sentence pairs as (premise, hypothesis, verdict): entailed is reaffirmed, contradicted is contradicted, neutral is silent."""
    verdict = {"entailment": 1, "neutral": 0, "contradiction": 3}
    with gzip.open(file, "rt", encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rng.sample(rows, min(count, len(rows))) if row["label"] in verdict]
    pairs = [(pieces(row["premise"])[:90], pieces(row["hypothesis"])[:60], verdict[row["label"]]) for row in rows]
    return [pair for pair in pairs if len(pair[0]) < 70 and len(pair[1]) < 40]


class Example:
    """One input: `labels[row]` is the verdict of the headline and of each sentence in it, `alert` that of the article or -1."""


def lay_out(term, title, sentences, labels, alert, date, parties, length, first=0):
    ids = [START, MARK_TERM] + term
    term_span = (1, len(ids))
    if parties:
        ids += [MARK_PARTIES] + parties
    ids.append(SEPARATOR)
    head = len(ids)
    if date:
        ids += [MARK_DATE] + date
    spans = [(len(ids), len(ids) + 1 + len(title or []))]
    ids += [MARK_TITLE] + (title or [])
    end = first
    while end < len(sentences) and (len(ids) + len(sentences[end]) + 2 <= length or end == first):
        spans.append((len(ids), len(ids) + 1 + len(sentences[end])))
        ids += [MARK_SENTENCE] + sentences[end]
        end += 1
    ids = ids[: length - 1] + [SEPARATOR]
    example = Example()
    example.ids, example.head, example.term_span = ids, head, term_span
    example.spans = [(min(b, length - 2), min(e, length - 1)) for b, e in spans]
    example.labels = [-100 if title is None else labels[0]] + labels[1 + first : 1 + end]
    example.alert, example.first, example.end = (alert if end == len(sentences) else -1), first, end
    return example


def read_windows(article):
    """Every term against the whole article, as it is read: (term, example) pairs."""
    for term in range(len(article.terms)):
        first = 0
        while True:
            labels = [row[term] for row in article.labels]
            example = lay_out(article.terms[term], article.title, article.sentences, labels, article.alert, article.date, article.parties, READ_LENGTH, first)
            yield term, example
            if example.end >= len(article.sentences):
                break
            first = max(example.end - 1, first + 1)
