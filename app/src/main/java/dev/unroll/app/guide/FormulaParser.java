package dev.unroll.app.guide;

import dev.unroll.app.guide.Formula.Binary;
import dev.unroll.app.guide.Formula.Call;
import dev.unroll.app.guide.Formula.Constant;
import dev.unroll.app.guide.Formula.Element;
import dev.unroll.app.guide.Formula.Norm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads formulas and claims: {@code probabilities[t=3, token=‘O’] > 0.9}, {@code |grad.layer.0/hiddenState[t=0]| < 0.001 ·
 * |grad.layer.0/hiddenState[t=-1]|}, {@code max(probabilities[t=2])}.
 */
public final class FormulaParser {
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:[eE][-−]?\\d+)?|\\.\\d+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_./]*");
    private static final Pattern INDEX = Pattern.compile("(\\w+)\\s*=\\s*(-?\\d+|‘[^’]*’)");

    private final String text;
    private int at;

    private FormulaParser(String text) {
        this.text = text;
    }

    /**
     * Reads a formula.
     *
     * @throws IllegalArgumentException if it is none, with where that is seen
     */
    public static Formula formula(String text) {
        FormulaParser parser = new FormulaParser(text);
        Formula formula = parser.sum();
        parser.end();
        return formula;
    }

    /**
     * Reads what stands under a name, or a part of it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Element element(String text) {
        if (formula(text) instanceof Element element) return element;
        throw new IllegalArgumentException(
                "‘" + text + "’ should be a name with a place, as in hiddenState[t=2, unit=1]");
    }

    /**
     * Reads a claim: two formulas with {@code <}, {@code >} or {@code =} between them; equal is within a hundredth.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Claim claim(String text) {
        FormulaParser parser = new FormulaParser(text);
        Formula left = parser.sum();
        char relation = parser.oneOf("<>=");
        if (relation == 0) throw parser.wrong("one of < > =");
        Formula right = parser.sum();
        parser.end();
        return new Claim(text, left, relation, right);
    }

    private Formula sum() {
        Formula left = product();
        for (char sign = oneOf("+−-"); sign != 0; sign = oneOf("+−-"))
            left = new Binary(sign == '-' ? '−' : sign, left, product());
        return left;
    }

    private Formula product() {
        Formula left = factor();
        for (char sign = oneOf("·*/"); sign != 0; sign = oneOf("·*/"))
            left = new Binary(sign == '*' ? '·' : sign, left, factor());
        return left;
    }

    private Formula factor() {
        if (oneOf("-−") != 0) return new Binary('·', new Constant(-1), factor());
        if (oneOf("|") != 0) return closed(new Norm(sum()), "|");
        if (oneOf("(") != 0) return closed(sum(), ")");
        String number = match(NUMBER);
        if (number != null) return new Constant(Double.parseDouble(number.replace('−', '-')));
        String name = match(NAME);
        if (name == null) throw wrong("a number, a name, | or (");
        if (oneOf("(") != 0) return call(name);
        return new Element(name, oneOf("[") == 0 ? Map.of() : index());
    }

    private Formula closed(Formula inside, String end) {
        if (oneOf(end) == 0) throw wrong(end);
        return inside;
    }

    private Formula call(String name) {
        Call.Function function = Arrays.stream(Call.Function.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                .findAny()
                .orElseThrow(
                        () -> new IllegalArgumentException("in ‘" + text + "’: there is no function ‘" + name + "’"));
        List<Formula> arguments = new ArrayList<>();
        do arguments.add(sum());
        while (oneOf(",") != 0);
        return closed(new Call(function, arguments), ")");
    }

    private Map<String, String> index() {
        Map<String, String> index = new LinkedHashMap<>();
        do {
            skip();
            Matcher matcher = INDEX.matcher(text).region(at, text.length());
            if (!matcher.lookingAt()) throw wrong("an index such as t=3 or token=‘O’");
            index.put(matcher.group(1), matcher.group(2));
            at = matcher.end();
        } while (oneOf(",") != 0);
        if (oneOf("]") == 0) throw wrong("]");
        return index;
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private char oneOf(String signs) {
        skip();
        if (at == text.length() || signs.indexOf(text.charAt(at)) < 0) return 0;
        return text.charAt(at++);
    }

    private @org.jspecify.annotations.Nullable String match(Pattern pattern) {
        skip();
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) return null;
        at = matcher.end();
        return matcher.group();
    }

    private void end() {
        skip();
        if (at < text.length()) throw wrong("the end");
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException(
                "in ‘" + text + "’: " + expected + " should stand at character " + (at + 1));
    }
}
