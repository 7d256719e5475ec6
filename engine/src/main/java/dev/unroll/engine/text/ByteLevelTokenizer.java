package dev.unroll.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Byte pair encoding over bytes, with a vocabulary and merges as they are published beside a model of GPT-2's kind: {@code vocab.json}
 * and {@code merges.txt}. A token may be a part of a character, as in {@link Gpt2Tokenizer}.
 *
 * <p>Radford et al., 2019, "Language models are unsupervised multitask learners", §2.2.
 */
public final class ByteLevelTokenizer implements Tokenizer {
    static final String KIND = "byte-level";

    private static final String END_OF_TEXT = "<|endoftext|>";

    // Words take the space before them along; of white space before a word, its last space belongs to the word.
    private static final Pattern PIECE = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final List<String> published;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Merging merging;
    private final List<byte[]> bytes;
    private final Vocabulary vocabulary;

    /**
     * A tokenizer as it was published.
     *
     * @param published the tokens in the order of their ids, as {@code vocab.json} writes them: each byte as a character, a space as Ġ;
     *     an empty one for an id that is spare
     * @param merges the first learnt first, written likewise
     * @throws IllegalArgumentException if a token stands there twice or a merge makes none
     */
    public ByteLevelTokenizer(List<String> published, List<Merge> merges) {
        this.published = List.copyOf(published);
        for (int id = 0; id < published.size(); id++) {
            String token = published.get(id);
            if (!token.isEmpty() && ids.put(token, id) != null)
                throw new IllegalArgumentException(
                        "The vocabulary has the token ‘" + Vocabulary.display(token) + "’ twice.");
        }
        for (Merge merge : merges) {
            if (!ids.containsKey(merge.token()))
                throw new IllegalArgumentException(
                        "The merged token ‘" + Vocabulary.display(merge.token()) + "’ is not in the vocabulary.");
        }
        merging = new Merging(merges);
        bytes = published.stream().map(ByteAlphabet::bytes).toList();
        vocabulary = ByteAlphabet.vocabulary(bytes);
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** All tokens; one that is no whole character stands there as its bytes, as in {@code ⟨E2 80⟩}, and a spare one as its id. */
    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** The tokens as they were published, in the order of their ids; those that are spare are empty. */
    public List<String> published() {
        return published;
    }

    /** The merges as they were published, the first first. */
    public List<Merge> merges() {
        return merging.merges();
    }

    @Override
    public List<String> split(String text) {
        return Arrays.stream(encode(text)).mapToObj(vocabulary::token).toList();
    }

    @Override
    public int[] encode(String text) {
        Map<String, List<String>> known = new HashMap<>();
        int[] all = new int[16];
        int count = 0;
        Matcher matcher = PIECE.matcher(text);
        while (matcher.find()) {
            int before = matcher.start();
            int done = 0;
            for (String token : known.computeIfAbsent(matcher.group(), this::merge)) {
                if (count == all.length) all = Arrays.copyOf(all, 2 * count);
                Integer id = ids.get(token);
                if (id == null) throw unknown(text, before, done, token);
                all[count++] = id;
                done += token.length();
            }
        }
        return Arrays.copyOf(all, count);
    }

    private List<String> merge(String piece) {
        List<String> characters = new ArrayList<>();
        String written = ByteAlphabet.written(piece.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < written.length(); i++) characters.add(written.substring(i, i + 1));
        return merging.apply(characters);
    }

    /** @param byteInPiece where in the piece that begins at {@code start} the token begins */
    private UnknownTokenException unknown(String text, int start, int byteInPiece, String token) {
        int at = start;
        for (int bytesLeft = byteInPiece; bytesLeft > 0; at = text.offsetByCodePoints(at, 1)) {
            bytesLeft -= Character.toString(text.codePointAt(at)).getBytes(StandardCharsets.UTF_8).length;
        }
        int position = text.codePointCount(0, at) + 1;
        String shown =
                ByteAlphabet.vocabulary(List.of(ByteAlphabet.bytes(token))).token(0);
        return new UnknownTokenException(shown, position, vocabulary);
    }

    @Override
    public TextStream stream() {
        return TextStream.ofBytes(bytes::get);
    }

    @Override
    public OptionalInt endOfText() {
        Integer id = ids.get(END_OF_TEXT);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }
}
