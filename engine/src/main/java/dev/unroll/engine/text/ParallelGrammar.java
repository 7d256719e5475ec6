package dev.unroll.engine.text;

import dev.unroll.engine.text.ParallelCorpus.Pair;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A grammar that makes German sentences and their English translations together: words with their forms, and templates that put them
 * in each language's own order. {@code samples/translation/grammar.txt} is one, with its syntax explained in it.
 */
public final class ParallelGrammar {
    private static final Map<String, String> DEFINITE = Map.of(
            "nom m", "der", "nom f", "die", "nom n", "das", "acc m", "den", "acc f", "die", "acc n", "das", "dat m",
            "dem", "dat f", "der");
    private static final Map<String, String> INDEFINITE = Map.of(
            "nom m", "ein", "nom f", "eine", "nom n", "ein", "acc m", "einen", "acc f", "eine", "acc n", "ein", "dat m",
            "einem", "dat f", "einer");

    private static final Pattern SLOT = Pattern.compile("[STNIODMAPC]|[VW]:\\w+");
    private static final List<String> SECTIONS =
            List.of("[nouns]", "[adjectives]", "[verbs]", "[adverbs]", "[places]", "[modals]", "[conjunctions]");

    /** How many sentences may come again before the grammar is taken to have no others. */
    private static final int MAX_TRIES = 100_000;

    private final Path path;
    private final Map<String, List<String[]>> words = new HashMap<>();
    private final List<Template> templates = new ArrayList<>();

    private record Template(List<String> slots, List<String> german, List<String> english) {}

    /** What fills a slot: its forms in both languages. */
    private record Filling(Map<String, String> german, Map<String, String> english) {}

    private ParallelGrammar(Path path) {
        this.path = path;
    }

    /**
     * Reads a grammar.
     *
     * @throws TextException if the file cannot be read or a line cannot be understood, in one sentence with the line's number
     */
    public static ParallelGrammar read(Path path) throws TextException {
        ParallelGrammar grammar = new ParallelGrammar(path);
        String section = "";
        int number = 0;
        for (String line : Corpus.readText(path).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("[")) {
                section = line.strip();
            } else if (section.equals("[templates]")) {
                String[] parts = line.split("\\|");
                if (parts.length != 3 || !list(parts[0]).stream().allMatch(SLOT.asMatchPredicate()))
                    throw bad(path, number);
                grammar.templates.add(new Template(list(parts[0]), list(parts[1]), list(parts[2])));
            } else {
                String[] word = line.strip().split("\\s+");
                boolean gender = !section.equals("[nouns]")
                        || word.length > 1 && List.of("m", "f", "n").contains(word[1]);
                boolean verb = !section.equals("[verbs]")
                        || word.length > 8 && List.of("acc", "dat", "-").contains(word[8]);
                if (word.length < columns(section) || !gender || !verb) throw bad(path, number);
                grammar.words.computeIfAbsent(section, _ -> new ArrayList<>()).add(word);
            }
        }
        if (!grammar.words.keySet().containsAll(SECTIONS) || grammar.templates.isEmpty())
            throw new TextException("text.grammarSection", path, String.join(", ", SECTIONS));
        return grammar;
    }

    private static int columns(String section) {
        return switch (section) {
            case "[nouns]" -> 4;
            case "[adjectives]" -> 3;
            case "[verbs]" -> 10;
            default -> 2;
        };
    }

    private static TextException bad(Path path, int line) {
        return new TextException("text.grammarLine", line, path);
    }

    private static List<String> list(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    /**
     * Makes sentences, as many of each template; the same for the same seed. No German sentence comes twice, and so none has two
     * translations.
     *
     * @param to takes each as soon as it is made
     * @return how many were made: fewer than asked for where the grammar has no more
     * @throws TextException if a template asks for something that the words do not have, in one sentence
     */
    public long generate(long count, long seed, Consumer<? super Pair> to) throws TextException {
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> seen = new HashSet<>();
        long tries = 0;
        for (int inVain = 0; seen.size() < count && inVain < MAX_TRIES; tries++) {
            Pair pair = expand(templates.get((int) (tries % templates.size())), random);
            inVain++;
            if (!seen.add(pair.source())) continue;
            inVain = 0;
            to.accept(pair);
        }
        return seen.size();
    }

    /** As {@link #generate(long, long, Consumer)}, all of them. */
    public List<Pair> generate(int count, long seed) throws TextException {
        List<Pair> pairs = new ArrayList<>();
        generate(count, seed, pairs::add);
        return pairs;
    }

    private Pair expand(Template template, SplittableRandom random) throws TextException {
        Map<String, Filling> fillings = new LinkedHashMap<>();
        String[] verb = {};
        for (String slot : template.slots) {
            String name = slot.substring(0, 1);
            if (name.equals("V") || name.equals("W")) {
                String[] chosen = verb(slot.substring(2), random);
                if (name.equals("V")) verb = chosen;
                fillings.put(name, verbForms(chosen));
            }
        }
        for (String slot : template.slots) {
            switch (slot) {
                case "S", "T" -> fillings.put(slot, subject(random));
                case "N" -> fillings.put(slot, nounPhrase(List.of("person"), "nom", random));
                case "I" -> fillings.put(slot, nounPhrase(List.of("person"), "dat", random));
                case "D" -> fillings.put(slot, definite(objects(verb), verb[8], random));
                case "O" -> fillings.put(slot, nounPhrase(objects(verb), verb[8], random));
                case "M" -> fillings.put(slot, modal(random));
                case "A" -> fillings.put(slot, plain("[adverbs]", random));
                case "P" -> fillings.put(slot, plain("[places]", random));
                case "C" -> fillings.put(slot, plain("[conjunctions]", random));
                default -> {}
            }
        }
        String english = text(template.english, fillings, false).replaceAll("\\ba (?=[aeiou])", "an ");
        return new Pair(text(template.german, fillings, true), english);
    }

    /** The classes of nouns that a verb takes. */
    private List<String> objects(String[] verb) throws TextException {
        if (verb.length == 0 || verb[8].equals("-")) throw new TextException("text.grammarVerb", path);
        return List.of(verb[9].split(","));
    }

    private String text(List<String> pattern, Map<String, Filling> fillings, boolean german) throws TextException {
        List<String> tokens = new ArrayList<>();
        for (String token : pattern) {
            String[] parts = token.split("\\.", 2);
            Filling filling = fillings.get(parts[0]);
            if (filling == null) {
                tokens.add(token);
                continue;
            }
            Map<String, String> forms = german ? filling.german : filling.english;
            String form = forms.get(parts.length == 1 ? "" : parts[1]);
            if (form == null) throw new TextException("text.grammarForm", path, token);
            if (!form.isEmpty()) tokens.add(form.replace('_', ' '));
        }
        return String.join(" ", tokens);
    }

    private String[] pick(List<String[]> fitting, String what, SplittableRandom random) throws TextException {
        if (fitting.isEmpty()) throw new TextException("text.grammarWords", path, what);
        return fitting.get(random.nextInt(fitting.size()));
    }

    private String[] pick(String section, SplittableRandom random) throws TextException {
        return pick(words.getOrDefault(section, List.of()), section, random);
    }

    private String[] verb(String kind, SplittableRandom random) throws TextException {
        List<String[]> fitting =
                words.get("[verbs]").stream().filter(v -> v[0].equals(kind)).toList();
        return pick(fitting, "V:" + kind, random);
    }

    /** {@code sub} is the verb at the end of a clause, where its particle is not cut off: <em>anruft</em>. */
    private static Filling verbForms(String[] v) {
        String particle = v[2].equals("-") ? "" : v[2];
        return new Filling(
                Map.of("fin", v[1], "part", particle, "sub", particle + v[1], "inf", v[3], "pp", v[4]),
                Map.of("s", v[5], "base", v[6], "past", v[7]));
    }

    private Filling subject(SplittableRandom random) throws TextException {
        int kind = random.nextInt(6);
        if (kind == 0) return pronoun("er", "he");
        if (kind == 1) return pronoun("sie", "she");
        return nounPhrase(List.of("person", "person", "animal"), "nom", random);
    }

    private static Filling pronoun(String german, String english) {
        return new Filling(Map.of("nom", german), Map.of("", english));
    }

    private Filling nounPhrase(List<String> classes, String grammaticalCase, SplittableRandom random)
            throws TextException {
        String wanted = classes.get(random.nextInt(classes.size()));
        String[] noun = noun(wanted, random);
        return nounPhrase(wanted, noun, grammaticalCase, random.nextInt(3) > 0, random);
    }

    private Filling definite(List<String> classes, String grammaticalCase, SplittableRandom random)
            throws TextException {
        String wanted = classes.get(random.nextInt(classes.size()));
        return nounPhrase(wanted, noun(wanted, random), grammaticalCase, true, random);
    }

    private String[] noun(String nounClass, SplittableRandom random) throws TextException {
        List<String[]> fitting = words.get("[nouns]").stream()
                .filter(n -> n[3].equals(nounClass))
                .toList();
        return pick(fitting, nounClass, random);
    }

    private Filling nounPhrase(
            String wanted, String[] noun, String grammaticalCase, boolean definite, SplittableRandom random)
            throws TextException {
        String[] adjective = random.nextInt(3) == 0 ? adjective(wanted, random) : null;
        String gender = noun[1];
        String article = (definite ? DEFINITE : INDEFINITE)
                .get(grammaticalCase + " " + (grammaticalCase.equals("dat") && gender.equals("n") ? "m" : gender));
        String described = adjective == null ? "" : adjective[0] + ending(grammaticalCase, gender, definite) + " ";
        String form = grammaticalCase.equals("nom") || noun.length < 5 ? noun[0] : noun[4];
        String german = article + " " + described + form;
        String english = (definite ? "the " : "a ") + (adjective == null ? "" : adjective[1] + " ") + noun[2];
        String relative = DEFINITE.get("nom " + gender);
        return new Filling(Map.of("nom", german, "obj", german, "dat", german, "rel", relative), Map.of("", english));
    }

    private String[] adjective(String nounClass, SplittableRandom random) throws TextException {
        List<String[]> fitting = words.get("[adjectives]").stream()
                .filter(a -> List.of(a[2].split(",")).contains(nounClass))
                .toList();
        return pick(fitting, nounClass, random);
    }

    private static String ending(String grammaticalCase, String gender, boolean definite) {
        if (grammaticalCase.equals("dat")) return "en";
        return switch (gender) {
            case "m" -> grammaticalCase.equals("acc") ? "en" : definite ? "e" : "er";
            case "n" -> definite ? "e" : "es";
            default -> "e";
        };
    }

    private Filling modal(SplittableRandom random) throws TextException {
        String[] modal = pick("[modals]", random);
        boolean full = modal[1].equals("wants_to");
        return new Filling(
                Map.of("de", modal[0]),
                Map.of("en", modal[1], "ask", full ? "does" : modal[1], "askrest", full ? "want_to" : ""));
    }

    private Filling plain(String section, SplittableRandom random) throws TextException {
        String[] word = pick(section, random);
        return new Filling(Map.of("de", word[0]), Map.of("en", word[1]));
    }
}
