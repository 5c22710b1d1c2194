#!/usr/bin/env python3
"""Makes rarity.tsv, how rare a word is in languages other than English, from the package wordfreq (PyPI).

usage: make_rarity.py WORDFREQ_DIR > rarity.tsv        the unpacked wheel's folder wordfreq/data; needs the package msgpack

A word is taken as story_vector.cc takes it: lower case, its first LETTERS letters (of Korean, syllables); of Chinese and Japanese
two characters, which stand in a word or in two that follow each other by chance. A word's frequency becomes a step of idf.tsv's
scale, as the words of idf.tsv have steps and frequencies (the medians, see SCALE). A line: language TAB step TAB words.
"""
import bisect, collections, gzip, itertools, math, pathlib, re, sys, unicodedata

import msgpack

LANGUAGES = ("ar bg bn ca cs da de el es fa fi fil fr he hi hu id is it ja ko lt lv mk ms nb nl pl pt ro ru sh sk sl sv ta "
             "tr uk ur vi zh").split()
SCALE = [(1.75, 0), (2, 1), (2.5, 7), (3, 13), (3.5, 18), (4, 25), (4.5, 34)]   # -log10 of the frequency; step
RAREST = 10 ** -SCALE[-1][0]
LETTERS, SYLLABLES = 6, 2
IN_PAIRS = ("ja", "zh")
PAIR = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2}")


CYRILLIC = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")) | {"lj": "љ", "nj": "њ", "dž": "џ"}


def words_in(text):
    """Runs of letters, marks and digits."""
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split()


def in_cyrillic(word):
    """Serbian, of which wordfreq has the Latin letters."""
    return re.sub("lj|nj|dž|.", lambda found: CYRILLIC.get(found[0], found[0]), word)


def frequencies(folder, language):
    """Of each word. The file lists words by hundredths of -log10 of their frequency."""
    path = folder / f"large_{language}.msgpack.gz"
    if not path.exists():
        path = folder / f"small_{language}.msgpack.gz"
    with gzip.open(path) as file:
        rows = msgpack.load(file, raw=False)[1:]
    return {word: 10 ** (-step / 100) for step, words in enumerate(rows) for word in words}


def pairs(words):
    """Of each two characters that follow each other, in a word or where one ends and the next begins."""
    found, begins, ends = collections.Counter(), collections.Counter(), collections.Counter()
    for word, frequency in words.items():
        begins[word[0]] += frequency
        ends[word[-1]] += frequency
        for i in range(len(word) - 1):
            found[word[i:i + 2]] += frequency
    for end, p in ends.items():
        for begin, q in begins.items():
            if p * q >= RAREST / 10:
                found[end + begin] += p * q
    return collections.Counter({pair: p for pair, p in found.items() if PAIR.fullmatch(pair)})


def with_traditional(found, folder):
    """wordfreq writes Chinese in simplified characters."""
    with gzip.open(folder / "_chinese_mapping.msgpack.gz") as file:
        mapping = msgpack.load(file, raw=False, strict_map_key=False)
    variants = collections.defaultdict(list)
    for old, new in mapping.items():
        variants[new].append(chr(old))
    for (first, second), frequency in list(found.items()):
        for pair in itertools.product([first, *variants[first]], [second, *variants[second]]):
            found["".join(pair)] = max(frequency, found["".join(pair)])
    return found


def terms(folder, language):
    words = frequencies(folder, language)
    if language in IN_PAIRS:
        found = pairs(words)
        return with_traditional(found, folder) if language == "zh" else found
    found = collections.Counter()
    for word, frequency in words.items():
        for part in words_in(word):
            if len(part.encode()) > 1 and not part[0].isdigit():
                start = part[:SYLLABLES if language == "ko" else LETTERS]
                found[start] += frequency
                if language == "sh":
                    found[in_cyrillic(part)[:LETTERS]] += frequency
    return found


def step_of(frequency):
    x = -math.log10(frequency)
    i = bisect.bisect_right([known for known, _ in SCALE], x)
    if i == 0:
        return 0
    (x0, y0), (x1, y1) = SCALE[i - 1], SCALE[i]
    return round(y0 + (y1 - y0) * (x - x0) / (x1 - x0))


def main():
    folder = pathlib.Path(sys.argv[1])
    for language in LANGUAGES:
        steps = collections.defaultdict(list)
        for word, frequency in terms(folder, language).items():
            if frequency > RAREST:
                steps[step_of(frequency)].append(word)
        for step in sorted(steps):
            print(f"{language}\t{step}\t{' '.join(sorted(steps[step]))}")


if __name__ == "__main__":
    main()
