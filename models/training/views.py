"""What the reader is shown in training: an article's views, in which terms are said in other words, parties renamed, figures edited and words hidden."""
import re

from data import ALERTS, MONTHS, TRAIN_LENGTH, Article, lay_out

MASK = 103
HIDING, HIDDEN = 0.4, 0.06  # share of the examples, and of their word pieces
NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve fifteen eighteen twenty thirty forty fifty sixty ninety".split()
MONTH_WORDS = [one for one in MONTHS if one != "may"]
FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)|(?<!\w)(?:" + "|".join(NUMBER_WORDS + MONTH_WORDS) + r")(?!\w)", re.I)


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
    terms = [term | {"statement": told(term["statement"]), "otherwise": [told(one) for one in term.get("otherwise", ())]} for term in row["terms"]]
    parties = [{"name": told(party["name"]), "aliases": [told(alias) for alias in party.get("aliases") or []]} for party in row["parties"]]
    return Article(row | text | {"terms": terms, "parties": parties}, article.pieces, article.group)


def joined(article, other, rng):
    """Long news with its background: the sentences of another article about the same agreement behind or within its own. Itself where both alert, or the terms differ."""
    statements = [[(term["id"], term["statement"]) for term in one.row["terms"]] for one in (article, other)]
    if other is article or (article.alert and other.alert) or statements[0] != statements[1]:
        return article
    news, background = (other.row, article.row) if other.alert else (article.row, other.row)
    own, more = news["sentences"], background["sentences"]
    if not more:
        return article
    count = rng.randint(1, len(more))
    begin = rng.randint(0, len(more) - count)
    place = len(own) if rng.random() < 0.7 else rng.randint(min(1, len(own)), len(own))
    return Article(news | {"sentences": own[:place] + more[begin : begin + count] + own[place:]}, article.pieces, article.group)


def figure_like(figure, taken, rng):
    """Another figure of the same form, none of those that are taken."""
    for _ in range(20):
        if re.fullmatch(r"(19|20)\d\d", figure):
            other = str(int(figure) + rng.choice((-4, -3, -2, -1, 1, 2, 3, 4, 5)))
        elif figure[0].isdigit():
            at = rng.choice([at for at, char in enumerate(figure) if char.isdigit()])
            other = figure[:at] + rng.choice("123456789") + figure[at + 1 :]
        else:
            other = rng.choice(MONTH_WORDS if figure.lower() in MONTH_WORDS else NUMBER_WORDS)
            other = other.capitalize() if figure[0].isupper() else other
        if other.lower() not in taken:
            return other
    return None


def misfigured(article, rng):
    """The article and the index of a term, one figure of which is edited: either in one sentence that reaffirms it, or in the term itself. What then differs contradicts the term. None where
    no figure is in both."""
    row = article.row
    figures = [{one.lower() for one in FIGURE.findall(term["statement"])} for term in row["terms"]]
    shared = [
        (at, place, figure)
        for at, term in enumerate(row["terms"])
        for place, sentence in enumerate(row["sentences"])
        if any(one["term"] == term["id"] and one["verdict"] == "reaffirms" for one in sentence["labels"])
        for figure in FIGURE.findall(sentence["text"])
        if figure.lower() in figures[at]
    ]
    if not shared:
        return None
    at, place, figure = rng.choice(shared)
    told = [row.get("title") or ""] + [one["text"] for one in row["sentences"]]
    other = figure_like(figure, figures[at].union(*({one.lower() for one in FIGURE.findall(text)} for text in told)), rng)
    if other is None:
        return None
    exact = re.compile(r"(?<![\w.,])" + re.escape(figure) + r"(?!\w)", re.I)
    term = row["terms"][at]["id"]

    def turned(labels):
        return [one | {"verdict": "contradicts"} if one["term"] == term and one["verdict"] == "reaffirms" else one for one in labels]

    if rng.random() < 0.5:
        sentence = row["sentences"][place]
        if any(one["term"] != term and one["verdict"] == "reaffirms" for one in sentence["labels"]):
            return None  # the figure may be that term's
        sentences = list(row["sentences"])
        sentences[place] = sentence | {"text": exact.sub(other, sentence["text"]), "labels": turned(sentence["labels"])}
        edited = {"sentences": sentences}
    else:
        terms = list(row["terms"])
        terms[at] = terms[at] | {"statement": exact.sub(other, terms[at]["statement"]), "otherwise": []}
        sentences = [one | {"labels": turned(one["labels"]) if exact.search(one["text"]) else one["labels"]} for one in row["sentences"]]
        title_labels = turned(row["title_labels"]) if exact.search(row.get("title") or "") else row["title_labels"]
        edited = {"terms": terms, "sentences": sentences, "title_labels": title_labels}
    alert = max(row["expected_alert"], "contradicts", key=ALERTS.index)
    return Article(row | edited | {"expected_alert": alert}, article.pieces, article.group), at


def hidden(example, rng):
    """The example with some of its words hidden, at times."""
    if rng.random() < HIDING:
        example.ids = [MASK if one > 1000 and rng.random() < HIDDEN else one for one in example.ids]
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
    if rng.random() < 0.15:
        other = rng.choice(articles)
        if other.subject != article.subject and other.sentences:
            begin, place = rng.randint(0, len(other.sentences) - 1), rng.randint(0, len(rows))
            rows[place:place] = [(other, at) for at in range(begin, min(begin + rng.choice((1, 2, 2, 4)), len(other.sentences)))]
    title = article.title if article.title is None or not rows or rng.random() >= 0.1 else None
    labels = [article.labels[0][term]] + [owner.labels[1 + at][term] if owner is article else 0 for owner, at in rows]
    sentences = [owner.sentences[at] for owner, at in rows]
    date = article.date if rng.random() < 0.8 else None
    parties = article.parties if article.parties and rng.random() < 0.6 else None
    alert = article.alert if len(rows) == count else -1
    statement = rng.choice(article.otherwise[term]) if article.otherwise[term] and rng.random() < 0.6 else article.terms[term]
    return lay_out(statement, title, sentences, labels, alert, date, parties, TRAIN_LENGTH)


def views(article, articles, subjects, rng):
    """Every term that the article speaks of, a third of those it does not, and now and then a term of another agreement. At times another article of its subject is joined
    to it, at times the parties have other names, and at times only the article's parties have: then it tells of strangers. At times a figure is edited. `subjects`: the
    articles by subject."""
    strangers = []
    if rng.random() < 0.4:
        article = joined(article, rng.choice(subjects[article.subject]), rng)
    if article.row.get("parties"):
        if rng.random() < 0.15 and (told := renamed(article, rng.choice(articles), True)):
            speaks = [term for term in range(len(article.terms)) if any(row[term] for row in article.labels)] or range(len(article.terms))
            strangers = [one_view(told, rng.choice(speaks), articles, rng)]
        if rng.random() < 0.3:
            article = renamed(article, rng.choice(articles), False) or article
    edited = misfigured(article, rng) if rng.random() < 0.3 else None
    edits = [one_view(*edited, articles, rng)] if edited else []
    found = strangers + edits + [
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
