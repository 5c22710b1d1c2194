#!/usr/bin/env python3
"""Every format, read by the real binary: runs `newswired enrich` over ../shared/data/formats-* and counts.

  run_formats.py [--newswired BIN] [--data FOLDER] [--show] [SET ...]

What is expected, and how it was derived, is said at each set below. Sets that are not there are skipped. Prints
`N passed, N failed[, N skipped]`; exit code 1 if any set is below its goal.
"""
import ast
import base64
import codecs
import datetime
import gzip
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from verdicts import ROOT, options, say

DATA = ROOT.parent / "shared" / "data"


def enrich(newswired, records):
    """Events and dead letters of each record (a dict of the envelope's fields), in order."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: pathlib.Path(folder) / name for name in ("in", "out", "letters")}
        paths["in"].write_text("".join(json.dumps(record) + "\n" for record in records))
        command = [newswired, "enrich", "--format", "jsonl", paths["in"], "-o", paths["out"], "--dead-letters", paths["letters"]]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"enrich ended with {done.returncode}: {done.stderr[-500:]}")
        results = [([], []) for _ in records]
        for line in paths["out"].read_text().splitlines():
            event = json.loads(line)
            results[event["enrichment"]["pipeline"]["input"]["offset"]][0].append(event)
        for line in paths["letters"].read_text().splitlines():
            letter = json.loads(line)
            results[letter["offset"]][1].append(letter)
    return results


def envelope(data, **more):
    return {"bodyBase64": base64.b64encode(data).decode(), **more}


# -- formats-feedparser -----------------------------------------------------------------------------------------------
# Of feedparser's expectations, those that compare something of an entry that an event has, or the encoding:
#   title, link, id/guid, published, updated (dates as moments), author (name), summary/description/content (as text).
# HTML is compared as text, without tags and white space; where no text is expected, a dead letter says so, too. An entry without a title gets one ("-") first, and a feed
# without an entry one entry with that title, since what has neither headline nor text is a dead letter by design.
class TextOfHtml(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style") and self.hidden > 0

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def plain(text):
    return re.sub(r"\s+", "", text)


def text_of_html(text):
    parser = TextOfHtml()
    parser.feed(text)
    parser.close()
    return plain("".join(parser.parts))


def path_of(node):
    """("entries", 0, "title") of entries[0]['title'], entries[0].title; None for anything else."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        head = path_of(node.value)
        return head and head + (node.slice.value,)
    if isinstance(node, ast.Attribute):
        head = path_of(node.value)
        return head and head + (node.attr,)
    return None


FIELDS = {
    ("title",): "title", ("title_detail", "value"): "title", ("link",): "link", ("id",): "id", ("guid",): "id",
    ("published",): "published", ("published_parsed",): "published", ("updated",): "updated", ("updated_parsed",): "updated",
    ("author",): "author", ("author_detail", "name"): "author", ("summary",): "text", ("description",): "text",
    ("summary_detail", "value"): "text", ("content", 0, "value"): "text",
}


def expectations(expression):
    """[(entry or None, field, value)] of an expectation, or None where it asks for more than an event can say."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, AttributeError):
        return None
    terms = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    found = []
    for term in terms:
        if isinstance(term, ast.UnaryOp) or isinstance(term, ast.Name):
            continue  # `not bozo`
        if not isinstance(term, ast.Compare) or not all(isinstance(op, ast.Eq) for op in term.ops):
            return None
        try:
            value = ast.literal_eval(term.comparators[-1])
        except ValueError:
            return None
        for left in [term.left, *term.comparators[:-1]]:
            path = path_of(left)
            if path == ("encoding",):
                found.append((None, "encoding", value))
            elif path and path[0] == "entries" and FIELDS.get(path[2:]):
                found.append((path[1], FIELDS[path[2:]], value))
            else:
                return None
    return found or None


def moment(value):
    if isinstance(value, tuple):
        return datetime.datetime(*value[:6], tzinfo=datetime.timezone.utc)
    for parse in (datetime.datetime.fromisoformat, lambda text: __import__("email.utils").utils.parsedate_to_datetime(text)):
        try:
            got = parse(value)
            return got if got.tzinfo else got.replace(tzinfo=datetime.timezone.utc)
        except (ValueError, TypeError):
            continue
    return None


def with_titles(data, encoding):
    """A title for entries without one, an entry for feeds without one; None where the bytes cannot be changed."""
    try:
        name = codecs.lookup(encoding).name if encoding else "latin-1"
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError):
        name, text = "latin-1", data.decode("latin-1")
    if not re.search(r"<(\w+:)?(item|entry)\b", text, re.I):
        added = re.sub(r"(</(\w+:)?(channel|rss|feed|rdf:RDF)\s*>)", r"<item><title>-</title></item>\1", text, count=1, flags=re.I)
        if added == text:
            added = re.sub(r"<(rss|feed)\b([^>]*)/>", r"<\1\2><item><title>-</title></item></\1>", text, count=1, flags=re.I)
        text = added
    else:
        def title(match):
            end = re.search(rf"</{match[1]}\s*>", text[match.end():], re.I)
            inside = text[match.end():match.end() + end.start()] if end else text[match.end():]
            return match[0] if re.search(r"<((dc|media|rss|\w+):)?title\b", inside, re.I) else match[0] + "<title>-</title>"
        text = re.sub(r"<((?:\w+:)?(?:item|entry))\b(?:[^>]*[^/])?>", title, text, flags=re.I)
    try:
        return text.encode(name)
    except UnicodeEncodeError:
        return None


WHATWG = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252", "utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "euc_kr": "cp949",
          "iso8859-9": "cp1254", "shift_jis": "cp932", "iso8859-11": "cp874", "tis-620": "cp874", "ks_c_5601-1987": "cp949"}


def same_charset(a, b):
    def name(label):
        try:
            label = codecs.lookup(label).name
        except LookupError:
            pass
        return WHATWG.get(label, label)
    return name(a) == name(b) or b.lower() == "us-ascii"  # what is read as ASCII is, in all of them


def holds(event, field, value):
    if field == "encoding":
        return same_charset(event["enrichment"]["pipeline"]["input"].get("charset", ""), value)
    if field in ("published", "updated"):
        key = "firstCreated" if field == "published" else "versionCreated"
        want = moment(value)
        return want is None or moment(event.get(key, "").replace("Z", "+00:00")) == want
    if field == "title":
        return plain(event.get("title", "")) in (plain(value), text_of_html(value))
    if field == "author":
        name = re.sub(r"\s*[(<][^)>]*@[^)>]*[)>]\s*", "", value)
        return "@" in name or event.get("by", "") == name
    if field == "id":
        return event["enrichment"]["pipeline"]["input"].get("id", "") == value
    if field == "link":
        got = {each["value"] for each in event.get("altIds", []) if each["role"] in ("canonicalUrl", "url")}
        return value in got or value.rstrip("/") in {each.rstrip("/") for each in got} or value.lower().rstrip("/") in {each.rstrip("/") for each in got}
    got = {plain(event["bodies"][0]["value"]), *(plain(each["value"]) for each in event.get("descriptions", []))}
    return bool(got & {plain(value), text_of_html(value)})


def feedparser(newswired, folder, show):
    cases, records = [], []
    for line in gzip.open(folder / "gold.jsonl.gz", "rt"):
        case = json.loads(line)
        data = base64.b64decode(case["bytes_b64"])
        wanted = expectations(case["expect_python"] or "")
        head = data[:3000].decode("latin-1")
        headers = dict((name.lower(), value) for name, value in re.findall(r"^Header:\s*([\w-]+):\s*(.*?)\s*$", head, re.M))
        charset = next((value for _, field, value in wanted or [] if field == "encoding"), None)
        changed = with_titles(data, charset) if wanted else None
        if changed is None:
            wanted = None
        more = {"contentType": headers["content-type"]} if "content-type" in headers else {}
        if "content-location" in headers:
            more["url"] = headers["content-location"]
        records.append(envelope(changed if wanted else data, **more))
        cases.append((case, wanted))
    good = total = 0
    by_field = {}
    for (case, wanted), (events, letters) in zip(cases, enrich(newswired, records)):
        for entry, field, value in wanted or []:
            total += 1
            event = next((each for each in events if entry is None or each["enrichment"]["pipeline"]["input"]["item"] == entry), None)
            right = event is not None and holds(event, field, value)
            if event is None and field in ("title", "text") and not text_of_html(value):
                right = any(each["code"] == "empty_document" for each in letters)
            good += right
            counts = by_field.setdefault(field, [0, 0])
            counts[right] += 1
            if show and not right:
                got = {key: event.get(key) for key in ("title", "by", "firstCreated", "versionCreated", "altIds", "descriptions")} if event else [each["code"] for each in letters]
                body = event["bodies"][0]["value"][:80] if event else ""
                print(f"  {case['id']}: {field} should be {value!r}; {got} body {body!r}")
    detail = ", ".join(f"{field} {right} of {right + wrong}" for field, (wrong, right) in sorted(by_field.items()))
    return [(f"{len(cases)} feeds read, expectations that an event can express: {good} of {total} ({detail})", good >= 0.95 * total)]


# -- formats-iptc -----------------------------------------------------------------------------------------------------
# ninjs: a file under should_fail is refused, any other is one event whose uri, headline, language, version and status are
# the item's. NewsML-G2: a newsItem (or NITF) is an event with its guid and headline, every newsItem of a message too; what
# has no news of its own, and fragments of items, are refused.
def first(item, *names):
    low = {key.lower(): value for key, value in item.items()}
    return next((low[name] for name in names if isinstance(low.get(name), str) and low[name].strip()), None)


def ninjs_fields(item):
    headlines = {key.lower(): value for key, value in item.items()}.get("headlines") or []
    main = next((each["value"] for each in headlines if each.get("role") == "main"), headlines[0]["value"] if headlines else None)
    return {"title": first(item, "headline") or main or next((value for key, value in item.items() if key.startswith("headline_")), None) or first(item, "title"),
            "language": first(item, "language"), "version": first(item, "version"), "pubStatus": first(item, "pubstatus"),
            "copyrightHolder": first(item, "copyrightholder"), "slugline": first(item, "slugline"), "usageTerms": first(item, "usageterms")}


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


def iptc(newswired, folder, show):
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".json", ".xml"))
    results = enrich(newswired, [envelope(path.read_bytes()) for path in files])
    good = 0
    for path, (events, letters) in zip(files, results):
        text = path.read_text(errors="replace")
        problem = None
        if path.suffix == ".json":
            if "should_fail" in path.parts or path.name == "GeoJSON-schema.json":
                problem = "was not refused" if events or not letters else None
            elif len(events) != 1 or letters:
                problem = f"was refused: {letters[0]['message'] if letters else 'nothing came out'}"
            else:
                item = json.loads(text)
                fields = ninjs_fields(item)
                got = events[0]
                if got["enrichment"]["pipeline"]["input"]["id"] != item["uri"]:
                    problem = "uri"
                for key, value in fields.items():
                    found = plain(str(got.get(key, ""))).lower()
                    whole = not value or found == plain(value).lower() or (len(value) > 4096 and len(found) > 3000 and plain(value).lower().startswith(found))
                    if not whole and key != "language":
                        problem = f"{key} is {got.get(key)!r}, not {value!r}"
        else:
            guids = re.findall(r"<newsItem\b[^>]*?\bguid=\"([^\"]*)\"", text)
            nitf = not guids and "<nitf" in text
            got = [each["enrichment"]["pipeline"]["input"].get("id") for each in events]
            headline = re.search(r"<headline[^>]*>(.*?)</headline>", text, re.S)
            if guids and got != guids:
                problem = f"items {got}, not {guids}: {letters[0]['message'] if letters else ''}"
            elif guids and headline and plain(events[0].get("title", "")) != plain(headline[1]):
                problem = f"headline {events[0].get('title')!r}"
            elif nitf and (not events or not events[0]["bodies"][0]["value"]):
                problem = "no text"
            elif not guids and not nitf and (events or not letters):
                problem = "was not refused"
        good += problem is None
        if show and problem:
            print(f"  {path.relative_to(folder)}: {problem}")
    return [(f"{good} of {len(files)} files as they should be", good == len(files))]


# -- formats-warc -----------------------------------------------------------------------------------------------------
# What each file of warcio holds: events by their address and text, and the reasons of what is refused.
EXAMPLE = ("http://example.com/", "This domain is established")
WARC = {
    "bad.arc": ([], ["invalid_arc"]),
    "example-bad-non-chunked.warc.gz": ([EXAMPLE, EXAMPLE], []),
    "example-bad.warc.gz.bad": ([EXAMPLE, EXAMPLE], ["http_status"]),
    "example-digest.warc": ([], ["empty_document"]),  # requests alone
    "example-iana.org-chunked.warc": ([("http://www.iana.org/", "Internet Assigned")], []),
    "example-resource.warc.gz": ([EXAMPLE], []),
    "example-space-in-target-uri.warc.gz": ([], ["unsupported_type"]),  # a picture
    "example-space-in-url.arc": ([("http://example.com/index.cfm", "This domain is established")], []),
    "example-trunc.warc": ([], ["bad_compression", "invalid_warc"]),
    "example-wget-bad-target-uri.warc.gz": ([EXAMPLE], []),
    "example-wrong-chunks.warc.gz": ([EXAMPLE], []),
    "example.arc": ([EXAMPLE], []),
    "example.arc.gz": ([EXAMPLE], []),
    "example.warc": ([EXAMPLE, EXAMPLE], []),  # a response, and a revisit of it
    "example.warc.gz": ([EXAMPLE, EXAMPLE], []),
    "post-test.warc.gz": ([], ["unsupported_type"] * 3),  # JSON of a web service
}


def addresses(event):
    return {event["uri"], *(each["value"] for each in event.get("altIds", []))}


def warc(newswired, folder, show):
    files = sorted(path for path in folder.iterdir() if path.name != "SOURCES.md")
    good = 0
    for path, (events, letters) in zip(files, enrich(newswired, [envelope(path.read_bytes()) for path in files])):
        wanted, codes = WARC.get(path.name, ([], []))
        right = [each["code"] for each in letters] == codes and len(events) == len(wanted)
        for event, (address, text) in zip(events, wanted):
            right = right and any(each.startswith(address) for each in addresses(event)) and text in event.get("title", "") + event["bodies"][0]["value"]
        good += right
        if show and not right:
            print(f"  {path.name}: {[sorted(addresses(each)) for each in events]} {[each['code'] for each in letters]}")
    return [(f"{good} of {len(files)} archives as they should be", good == len(files))]


SETS = {"formats-feedparser": feedparser, "formats-iptc": iptc, "formats-warc": warc}


def arguments():
    parser = options(__doc__)
    parser.add_argument("--data", type=pathlib.Path, default=DATA, help="where the sets are")
    parser.add_argument("--show", action="store_true", help="say what is not as it should be")
    parser.add_argument("sets", nargs="*")
    return parser.parse_args()


def verdicts(args):
    for name, run in SETS.items():
        if args.sets and name not in args.sets:
            continue
        if not (args.data / name).is_dir():
            yield None, f"{name}: {args.data / name} is not there"
            continue
        for line, good in run(args.newswired, args.data / name, args.show):
            yield good, f"{name}: {line}"


if __name__ == "__main__":
    sys.exit(say(verdicts(arguments())))
