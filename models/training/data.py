"""Labelled coverage and sentence pairs, laid out for the reader: the term first, then parties, day, headline and sentences, each behind a mark.
src/judge/reader-input.ts lays out what is read in the same way."""
import gzip
import json
import random
import re

START, SEPARATOR = 101, 102
MARK_SENTENCE, MARK_TERM, MARK_TITLE, MARK_PARTIES, MARK_DATE = 1, 2, 3, 4, 5  # [unused0] to [unused4] of BERT's table
LONGEST_TERM, LONGEST_PARTIES, LONGEST_TITLE, LONGEST_SENTENCE = 80, 60, 60, 110
TRAIN_LENGTH, READ_LENGTH = 224, 256  # word pieces of a window
VERDICTS = ["silent", "reaffirms", "changes", "contradicts", "rumoured_change"]
ALERTS = ["none", "rumour", "contradicts", "changes"]
MONTHS = "january february march april may june july august september october november december".split()


def long_date(date):
    year, month, day = date[:10].split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


class Article:
    """Word pieces of one article, and `labels[row][term]`: row 0 is the headline."""

    def __init__(self, row, pieces, group):
        self.row, self.pieces = row, pieces
        self.id, self.subject, self.group = row["id"], row["subject"], row.get("group") or group
        self.terms = [pieces(term["statement"])[:LONGEST_TERM] for term in row["terms"]]
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


def renamed(article, other, foreign):
    """The article with its parties' names replaced by those of `other`'s; `foreign`: only in its own text, so that it speaks of others than the terms do and
    every label is silent. None where a party is named in neither headline nor labelled sentence."""
    row, strangers = article.row, other.row.get("parties") or []
    names = {}
    for at, party in enumerate(row.get("parties") or []):
        if at >= len(strangers):
            break
        plain = [alias for alias in strangers[at].get("aliases") or [] if alias[:1].isupper()] or [strangers[at]["name"]]
        names[party["name"]] = strangers[at]["name"]
        for place, alias in enumerate(party.get("aliases") or []):
            names[alias] = plain[place % len(plain)]
    if not names:
        return None
    by_length = sorted(names, key=len, reverse=True)
    finder = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(one) for one in by_length) + r")(?!\w)", re.I)
    folded = {name.lower(): new for name, new in names.items()}

    def told(text):
        return text and finder.sub(lambda found: folded[found[0].lower()], text)

    text = {"title": told(row.get("title")), "sentences": [one | {"text": told(one["text"])} for one in row["sentences"]]}
    if foreign:
        decisive = [row.get("title") or ""] + [one["text"] for one in row["sentences"] if one["labels"]]
        if not any(finder.search(one) for one in decisive) or not any(finder.search(term["statement"]) for term in row["terms"]):
            return None
        silent = [one | {"labels": []} for one in text["sentences"]]
        return Article(row | text | {"sentences": silent, "title_labels": [], "expected_alert": "none"}, article.pieces, article.group)
    terms = [term | {"statement": told(term["statement"])} for term in row["terms"]]
    parties = [{"name": told(party["name"]), "aliases": [told(alias) for alias in party.get("aliases") or []]} for party in row["parties"]]
    return Article(row | text | {"terms": terms, "parties": parties}, article.pieces, article.group)


def read_articles(files, pieces):
    """Articles older than their record are left out: they are history, labelled unevenly."""
    articles = []
    for file in sorted(files):
        group = file.rsplit("/", 1)[-1].removesuffix(".jsonl")
        for line in open(file, encoding="utf8"):
            row = json.loads(line)
            if row["published"] and row["published"][:10] < row["baseline"][:10]:
                continue
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


def one_view(article, term, articles, rng):
    """One term against a run of the article's sentences: trimmed at times, with a stranger's sentences mixed in at times, headline, day and parties left out at times."""
    count = len(article.sentences)
    low, high = 0, count
    if count > 3 and rng.random() < 0.25:
        low = rng.randint(0, count - 2)
        high = rng.randint(low + 1, count)
    fixed = len(article.terms[term]) + len(article.title or []) + 30
    if sum(len(one) + 1 for one in article.sentences[low:high]) + fixed > TRAIN_LENGTH:
        # Too long for one window: one that has a labelled sentence in it.
        marked = [at for at in range(low, high) if article.labels[1 + at][term]] or [rng.randint(low, high - 1)]
        start = rng.choice(marked)
        room = TRAIN_LENGTH - fixed - len(article.sentences[start])
        while start > low and (room := room - len(article.sentences[start - 1]) - 1) > 0 and rng.random() < 0.75:
            start -= 1
        low = start
    rows = [(article, at) for at in range(low, high)]
    if rng.random() < 0.12:
        other = rng.choice(articles)
        if other.subject != article.subject and other.sentences:
            begin, place = rng.randint(0, len(other.sentences) - 1), rng.randint(0, len(rows))
            rows[place:place] = [(other, at) for at in range(begin, min(begin + 2, len(other.sentences)))]
    title = article.title if article.title is None or not rows or rng.random() >= 0.1 else None
    labels = [article.labels[0][term]] + [owner.labels[1 + at][term] if owner is article else 0 for owner, at in rows]
    sentences = [owner.sentences[at] for owner, at in rows]
    date = article.date if rng.random() < 0.8 else None
    parties = article.parties if article.parties and rng.random() < 0.6 else None
    alert = article.alert if len(rows) == count else -1
    return lay_out(article.terms[term], title, sentences, labels, alert, date, parties, TRAIN_LENGTH)


def views(article, articles, rng):
    """Every term that the article speaks of, a third of those it does not, and now and then a term of another agreement. At times the parties have other names, and
    at times only the article's parties have: then it tells of strangers."""
    strangers = []
    if article.row.get("parties"):
        if rng.random() < 0.15 and (told := renamed(article, rng.choice(articles), True)):
            speaks = [term for term in range(len(article.terms)) if any(row[term] for row in article.labels)] or range(len(article.terms))
            strangers = [one_view(told, rng.choice(speaks), articles, rng)]
        if rng.random() < 0.3:
            article = renamed(article, rng.choice(articles), False) or article
    found = strangers + [
        one_view(article, term, articles, rng)
        for term in range(len(article.terms))
        if any(row[term] for row in article.labels) or rng.random() < 0.35
    ]
    if rng.random() < 0.06:
        other = rng.choice(articles)
        if other.subject != article.subject:
            labels = [0] * (1 + len(article.sentences))
            parties = article.parties if rng.random() < 0.6 else None
            found.append(lay_out(rng.choice(other.terms), article.title, article.sentences, labels, -1, article.date, parties, TRAIN_LENGTH))
    return found


def pair_view(pairs, rng):
    """A hypothesis as the term, its premise among one to three sentences."""
    order = list(range(len(pairs)))
    rng.shuffle(order)
    labels = [0] + [pairs[0][2] if at == 0 else 0 for at in order]
    return lay_out(pairs[0][1], None, [pairs[at][0] for at in order], labels, -1, None, None, TRAIN_LENGTH)


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
