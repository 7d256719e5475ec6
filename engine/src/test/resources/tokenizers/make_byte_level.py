"""Writes byte_level/: a small vocabulary with its merges, and texts with the ids that Hugging Face's tokenizers 0.23 give them."""

import json
import pathlib
import random

from tokenizers import ByteLevelBPETokenizer

here = pathlib.Path(__file__).parent
out = here / "byte_level"
out.mkdir(exist_ok=True)
samples = sorted(str(p) for p in (here / "../../../../../samples/texts").glob("*.txt"))

trained = ByteLevelBPETokenizer()
trained.train(samples, vocab_size=700, min_frequency=2, special_tokens=["<|endoftext|>"])
trained.save_model(str(out))

# Read again, so that no text is taken for a special token.
tokenizer = ByteLevelBPETokenizer(str(out / "vocab.json"), str(out / "merges.txt"))
random.seed(3)
often = ["don't", "'S", "'s", "'ll  ", "I've ", "   ", "\n", "\n\n", "\t", "é", "e\u0301", "👩‍🚀", "吃", "한", "नि", "42", "³", "Ⅷ",
         "\u00a0", "\u3000", "\u0085", "\u001c", "\u001f", "\ufffd", "<|endoftext|>", "Hello world", " the", "whale", "!!!", " ?", "_",
         "\u200d", "\u180e", "\u2028", "\r\n", "\x00", "ǅ", "\ufeff", "𝟘", "𐐷", "a" * 50, "Ġ", "Ċ", "½", "٠", "\u0345"]


def text():
    any_character = lambda: chr(random.choice([random.randint(1, 0xD7FF), random.randint(0xE000, 0x1FFFF)]))
    return "".join(random.choice(often) if random.random() < 0.8 else any_character() for _ in range(random.randint(0, 15)))


texts = ["", "Call me Ishmael. Some years ago", "I've 'seen' don't 's  'll\n\n x"] + [text() for _ in range(97)]
lines = [json.dumps([t, tokenizer.encode(t).ids], separators=(",", ":")) for t in texts]
(out / "encoded.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
