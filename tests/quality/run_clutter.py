#!/usr/bin/env python3
"""Does what houses put into every article go, and does what articles say stay?

  run_clutter.py [--newswired BIN]

  goes    each of CLUTTER put into the pages of the labelled sets, before, between or behind the paragraphs of their texts: on how
          many pages it is in the extracted text
  stays   paragraphs of plain texts (releases, Wikinews, sentences in 75 languages) between those of a page: how many are lost

Fails where more than a tenth of the pages keep an insertion, or more than one paragraph in a thousand is lost. Skipped where
../shared is not. Prints `N passed, N failed[, N skipped]`; exit code 1 if any failed.
"""
import base64
import gzip
import html
import json
import re
import subprocess
import sys
import tempfile
import unicodedata

from verdicts import ROOT, options, say

DATA = ROOT.parent / "shared/data"
PAGES = ("extraction-aeb", "extraction-fundus-eval", "extraction-fundus-parser")
TEXTS = ("train-text-wikinews/docs.jsonl.gz", "train-text-congress/docs.jsonl.gz", "train-text-senate/docs.jsonl.gz",
         "langid-lingua/gold.jsonl.gz")
MOST_LEFT, MOST_LOST = 0.1, 0.001

TEASER = '<a href="/n/1">Mayor opens new bridge over the river Aire</a>'
# Where, what is put there, and what must not be in the text.
CLUTTER = {
    "caption in a box": ("middle", '<div class="i4"><img src="/i.jpg"><div>The old harbour seen from the lighthouse.</div></div>', "old harbour"),
    "caption in italics": ("middle", "<p><img src=/i.jpg></p><p><em>The old harbour seen from the lighthouse.</em></p>", "old harbour"),
    "caption with a credit": ("middle", "<p><img src=/i.jpg></p><p>The old harbour at noon. Foto: Tom Reed</p>", "old harbour"),
    "caption above": ("head", '<div><img src="/i.jpg"><div>The old harbour seen from the lighthouse.</div></div>', "old harbour"),
    "agency below an image": ("middle", "<p><img src=/i.jpg></p><p>Getty Images</p>", "Getty Images"),
    "player": ("middle", "<div><div>Video Player is loading.</div><div>Current Time 0:00</div><div>This is a modal window.</div></div>", "modal window"),
    "newsletter with a form": ("middle", "<div><h4>The morning letter</h4><p>The day, every morning at six.</p><form><input type=email></form></div>", "morning letter"),
    "newsletter, German": ("middle", '<div><h3>Der Morgen-Newsletter</h3><p>Jeden Tag in Ihrem Postfach.</p><a href="/n">Anmelden</a></div>', "Jeden Tag in Ihrem"),
    "newsletter, French": ("middle", '<div><h3>Newsletter</h3><p>Recevez chaque matin l’essentiel.</p><a href="/n">Je m’inscris</a></div>', "Recevez chaque"),
    "newsletter, Portuguese": ("middle", '<p>Receba no seu e-mail as notícias do dia. <a href="/n">Inscreva-se</a></p>', "Receba no"),
    "poll": ("middle", "<div><h4>Should the ferry run at night?</h4><button>Yes</button><button>No</button><div>1,204 took part</div></div>", "Should the ferry"),
    "gallery": ("middle", "<div><span>Photos</span><span>1 of 12</span><button>Back</button><button>On</button></div>", "1 of 12"),
    "quiz": ("middle", '<div><h3>Take our quiz</h3><p>How well do you know the ports?</p><a href="/q">Start</a></div>', "How well do you"),
    "consent": ("middle", "<div><div>This content is hosted by X. To view it you must accept cookies.</div><button>Accept</button></div>", "content is hosted"),
    "consent, German": ("middle", "<div><div>Wir benötigen Ihre Zustimmung, um den eingebundenen Inhalt anzuzeigen.</div></div>", "Wir benötigen"),
    "support": ("middle", '<div><h4>Support our journalism</h4><p>Readers pay for what we do.</p><a href="/d">Give</a></div>', "Readers pay"),
    "appeal": ("end", "<p>If you value our work, please consider a gift.</p>", "value our work"),
    "advertisement": ("middle", "<div>Advertisement</div><div>Article continues below this ad</div>", "continues below"),
    "sponsored": ("middle", '<div><span>Sponsored</span><a href="/s">Ten kettles</a><p>A kettle saves you an hour a month.</p></div>', "saves you an hour"),
    "teaser": ("middle", "<p><strong>READ MORE: " + TEASER + "</strong></p>", "Mayor opens"),
    "teaser, Polish": ("middle", "<p><strong>Czytaj też: " + TEASER + "</strong></p>", "Mayor opens"),
    "teaser, Chinese": ("middle", "<p>延伸閱讀：" + TEASER + "</p>", "Mayor opens"),
    "teaser, Hindi": ("middle", "<p>यह भी पढ़ें: " + TEASER + "</p>", "Mayor opens"),
    "teasers with pictures": ("middle", '<div><div>You may also like</div><div><a href="/1"><img src="/1.jpg"><span>Mayor opens new bridge</span></a></div></div>', "Mayor opens"),
    "related": ("middle", "<div><h4>Related stories</h4><ul><li>" + TEASER + "</li></ul></div>", "Mayor opens"),
    "most read": ("end", "<div><h2>Most read</h2><ol><li>" + TEASER + "</li></ol></div>", "Mayor opens"),
    "tags": ("end", '<p>Tags: <a href="/t/1">Ports</a>, <a href="/t/2">Trade unions</a></p>', "Tags:"),
    "rights": ("end", "<p>© 2026 City Post Media. All rights reserved. This material may not be published.</p>", "rights reserved"),
    "rating": ("end", "<div><p>Was this article helpful?</p><button>Yes</button></div>", "article helpful"),
    "mistakes": ("end", "<p>Found a mistake? Select it and press Ctrl+Enter.</p>", "Found a mistake"),
    "mistakes, German": ("end", "<p>Haben Sie einen Fehler entdeckt? Schreiben Sie uns.</p>", "Fehler entdeckt"),
    "comments": ("end", "<div><h3>Join the conversation</h3><p>Sign in to comment and tell us what you think.</p></div>", "Sign in to comment"),
    "share": ("head", '<div><span>Share</span><a href="https://facebook.com/x">Facebook</a><a href="mailto:x">Email</a></div>', "Facebook"),
    "reading time": ("head", "<div><span>Partager</span><span>Temps de lecture : 4 min.</span></div>", "Temps de lecture"),
    "scripts": ("middle", "<p>Please enable JavaScript to view the comments.</p>", "enable JavaScript"),
    "chart": ("middle", '<div><iframe src="/m"></iframe><p>Map: Tom Reed / Created with Datawrapper</p></div>', "Datawrapper"),
}

PARAGRAPH = re.compile(rb"<p(?:\s[^>]*)?>(.*?)</p\s*>", re.DOTALL | re.IGNORECASE)
SCRIPT = re.compile(rb"<(script|style|noscript)\b.*?</\1>", re.DOTALL | re.IGNORECASE)

FIXED = ("Dock workers in the northern port went back to work on {} after a strike of nine days that had kept forty ships waiting.",
         "The union said that its members had accepted an offer of four percent more this year, as the owners had proposed on {}.",
         "The port authority expects the last of the waiting ships to be unloaded within a week, a spokeswoman said on {} evening.")


def letters(text):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text))


def text_places(page, label):
    """Where in the page the paragraphs that its label has begin and end."""
    known = {letters(line)[:60] for line in label.split("\n") if len(line) > 40}
    scripts = [found.span() for found in SCRIPT.finditer(page)]
    places = []
    for found in PARAGRAPH.finditer(page):
        if any(begin <= found.start() < end for begin, end in scripts):
            continue
        if letters(html.unescape(re.sub(r"<[^>]*>", "", found.group(1).decode("utf-8", "replace"))))[:60] in known:
            places.append(found.span())
    return places


def labelled_pages():
    for name in PAGES:
        for line in open(DATA / name / "gold.jsonl", encoding="utf-8"):
            gold = json.loads(line)
            page = gzip.decompress((DATA / name / "html" / f"{gold['id']}.html.gz").read_bytes())
            places = text_places(page, gold.get("body") or "")
            if len(places) > 4:
                yield page, gold["body"], places


def bodies(newswired, records):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
        file.flush()
        done = subprocess.run([newswired, "enrich", file.name], capture_output=True, check=False, text=True)
    events = (json.loads(line) for line in done.stdout.splitlines())
    return [event["bodies"][0]["value"] for event in events if event.get("bodies")]


def left(newswired, pages, where, clutter, mark):
    def record(page, places):
        at = places[0][0] if where == "head" else places[-1][1] if where == "end" else places[len(places) // 2][1]
        whole = page[:at] + clutter.encode() + page[at:]
        return {"bodyBase64": base64.b64encode(whole).decode(), "contentType": "text/html"}

    texts = bodies(newswired, (record(page, places) for page, label, places in pages if mark not in label))
    return sum(mark in text for text in texts), len(texts)


def paragraphs():
    for name in TEXTS:
        if not (DATA / name).is_file():
            continue
        for line in gzip.open(DATA / name, "rt", encoding="utf-8"):
            document = json.loads(line)
            for paragraph in re.split(r"\n+", document.get("text") or document.get("sentence") or ""):
                if 30 < len(paragraph.strip()) < 450:
                    yield paragraph.strip()


def lost(newswired, texts, on_a_page=12):
    pages = [texts[i:i + on_a_page] for i in range(0, len(texts), on_a_page)]

    def record(page):
        between = "".join(f"<p>{html.escape(text)}</p><p>Ship number {i} left at noon, and those on the quay waved to its crew.</p>"
                          for i, text in enumerate(page))
        frame = ["".join(f"<p>{text.format(day)}</p>" for text in FIXED) for day in ("Tuesday", "Friday")]
        return {"body": f"<title>Strike ends</title><article><h1>Strike ends</h1>{frame[0]}{between}{frame[1]}</article>",
                "contentType": "text/html"}

    found = [letters(text) for text in bodies(newswired, map(record, pages))]
    return [text for page, body in zip(pages, found, strict=True) for text in page if letters(text)[:24] not in body]


def verdicts(newswired):
    if not all((DATA / name).is_dir() for name in PAGES):
        yield None, f"{DATA} has not all of {', '.join(PAGES)}"
        return
    pages = list(labelled_pages())
    for name, (where, clutter, mark) in CLUTTER.items():
        count, total = left(newswired, pages, where, clutter, mark)
        yield count <= MOST_LEFT * total, f"{name}: left on {count} of {total} pages"
    texts = list(paragraphs())
    gone = lost(newswired, texts)
    yield len(gone) <= MOST_LOST * len(texts), f"paragraphs of texts: {len(gone)} of {len(texts)} lost, as {gone[:3]}"


if __name__ == "__main__":
    sys.exit(say(verdicts(options(__doc__).parse_args().newswired)))
