package dev.unroll.app.guide;

import dev.unroll.engine.autodiff.Quantity;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Place;
import dev.unroll.viz.sequence.TokenStrip;
import dev.unroll.viz.view.Numbers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Arithmetic over the numbers of a trace, as {@link FormulaParser} reads it. */
public sealed interface Formula {
    /**
     * All numbers that it stands for; one where it is a number.
     *
     * @throws IllegalArgumentException if a name, a token or an index is not there
     */
    double[] values(Measured measured);

    /** How it is written in the signs of the field. */
    String text(Measured measured);

    /**
     * The one number that it stands for.
     *
     * @throws IllegalArgumentException if it stands for several, or for what is not there
     */
    default double value(Measured measured) {
        double[] values = values(measured);
        if (values.length != 1)
            throw new IllegalArgumentException(text(measured) + " is not one number but " + values.length);
        return values[0];
    }

    /** The one number that it stands for, as it is said. */
    default String said(Measured measured) {
        return LiveText.said(value(measured));
    }

    /** A number that was written down. */
    record Constant(double number) implements Formula {
        @Override
        public double[] values(Measured measured) {
            return new double[] {number};
        }

        @Override
        public String text(Measured measured) {
            return Numbers.tick(number);
        }
    }

    /**
     * What stands under a name of the trace, or a part of it.
     *
     * @param name with {@code grad.} before it for the gradient
     * @param index a position along some of the axes, a number (negative ones count from the end) or a token
     */
    record Element(String name, Map<String, String> index) implements Formula {
        private static final String GRADIENT = "grad.";

        @Override
        public double[] values(Measured measured) {
            Tensor tensor = measured.tensor(name);
            Shape shape = tensor.shape();
            Map<Axis, Integer> where = where(measured, shape);
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < tensor.length(); i++) {
                int[] at = shape.unflatten(i);
                boolean inside = where.entrySet().stream()
                        .allMatch(fixed -> at[shape.indexOf(fixed.getKey())] == fixed.getValue());
                if (inside) values.add((double) tensor.at(i));
            }
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }

        private Map<Axis, Integer> where(Measured measured, Shape shape) {
            Map<Axis, Integer> where = new LinkedHashMap<>();
            index.forEach((label, position) -> {
                Axis axis = axis(label);
                if (shape.indexOf(axis) < 0)
                    throw new IllegalArgumentException("‘" + name + "’ has no axis ‘" + label + "’, only " + shape);
                where.put(axis, position(measured, position, shape.size(axis)));
            });
            return where;
        }

        private static Axis axis(String label) {
            return Arrays.stream(Axis.values())
                    .filter(axis -> axis.label().equals(label))
                    .findAny()
                    .orElseThrow(() -> new IllegalArgumentException("there is no axis ‘" + label + "’"));
        }

        private int position(Measured measured, String position, int size) {
            int at = position.matches("-?\\d+")
                    ? Integer.parseInt(position)
                    : measured.tokens().indexOf(position.substring(1, position.length() - 1));
            if (at < 0 && position.startsWith("-")) at += size;
            if (at < 0 || at >= size)
                throw new IllegalArgumentException("‘" + name + "’ has no " + position + " among " + size);
            return at;
        }

        /** The trace's name, without what says that the gradient is meant. */
        public String traceName() {
            return name.startsWith(GRADIENT) ? name.substring(GRADIENT.length()) : name;
        }

        /** Where it stands; only along the axes that are fixed. */
        public Place place(Measured measured) {
            Shape shape = measured.tensor(name).shape();
            Map<Axis, Integer> where = where(measured, shape);
            List<Axis> axes = shape.axes().stream().filter(where::containsKey).toList();
            return new Place(
                    traceName(),
                    axes,
                    axes.stream().map(where::get).toList(),
                    name.startsWith(GRADIENT) ? Quantity.GRADIENT : Quantity.VALUE);
        }

        /** Whether its numbers are those of the tokens, one each. */
        boolean isOfTokens(Measured measured) {
            List<Axis> axes = new ArrayList<>(measured.tensor(name).shape().axes());
            axes.removeAll(place(measured).axes());
            return axes.equals(List.of(Axis.TOKEN));
        }

        @Override
        public String text(Measured measured) {
            return measured.symbol(place(measured));
        }
    }

    /** The length of a vector, or the size of a number. */
    record Norm(Formula of) implements Formula {
        @Override
        public double[] values(Measured measured) {
            return new double[] {
                Math.sqrt(Arrays.stream(of.values(measured)).map(x -> x * x).sum())
            };
        }

        @Override
        public String text(Measured measured) {
            return "|" + of.text(measured) + "|";
        }
    }

    /** Two formulas with one of {@code + − · /} between them, number by number. */
    record Binary(char sign, Formula left, Formula right) implements Formula {
        @Override
        public double[] values(Measured measured) {
            double[] a = left.values(measured);
            double[] b = right.values(measured);
            if (a.length != b.length && a.length != 1 && b.length != 1)
                throw new IllegalArgumentException(a.length + " numbers do not go with " + b.length);
            double[] result = new double[Math.max(a.length, b.length)];
            for (int i = 0; i < result.length; i++)
                result[i] = apply(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
            return result;
        }

        private double apply(double a, double b) {
            return switch (sign) {
                case '+' -> a + b;
                case '−' -> a - b;
                case '·' -> a * b;
                default -> a / b;
            };
        }

        @Override
        public String text(Measured measured) {
            String apart = sign == '/' ? " / " : " " + sign + " ";
            return operand(left, strength(sign), measured) + apart + operand(right, strength(sign) + 1, measured);
        }

        /** A part in brackets where it would otherwise be torn apart: a − (b − c). */
        private static String operand(Formula part, int strength, Measured measured) {
            boolean weaker = part instanceof Binary inner && strength(inner.sign) < strength;
            return weaker ? "(" + part.text(measured) + ")" : part.text(measured);
        }

        private static int strength(char sign) {
            return "·/".indexOf(sign) >= 0 ? 2 : 1;
        }
    }

    /** A function of all numbers of its arguments. */
    record Call(Function function, List<Formula> arguments) implements Formula {
        /** What can be asked of numbers. */
        public enum Function {
            /** The largest. */
            MAX,
            /** The smallest. */
            MIN,
            /** Their sum. */
            SUM,
            /** Their mean. */
            MEAN,
            /** The one in the middle. */
            MEDIAN,
            /** Which is the largest, counted from 0. */
            ARGMAX
        }

        @Override
        public double[] values(Measured measured) {
            double[] all = arguments.stream()
                    .flatMapToDouble(argument -> DoubleStream.of(argument.values(measured)))
                    .toArray();
            if (all.length == 0) throw new IllegalArgumentException(text(measured) + " is asked of no numbers");
            return new double[] {
                switch (function) {
                    case MAX -> DoubleStream.of(all).max().orElseThrow();
                    case MIN -> DoubleStream.of(all).min().orElseThrow();
                    case SUM -> DoubleStream.of(all).sum();
                    case MEAN -> DoubleStream.of(all).average().orElseThrow();
                    case MEDIAN -> median(all);
                    case ARGMAX -> argmax(all);
                }
            };
        }

        @Override
        public String said(Measured measured) {
            boolean isToken = function == Function.ARGMAX
                    && arguments.size() == 1
                    && arguments.getFirst() instanceof Element element
                    && element.isOfTokens(measured);
            return isToken
                    ? "‘" + TokenStrip.display(measured.tokens(), (int) value(measured)) + "’"
                    : Formula.super.said(measured);
        }

        private static double median(double[] all) {
            double[] sorted = all.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        private static int argmax(double[] all) {
            int best = 0;
            for (int i = 1; i < all.length; i++) if (all[i] > all[best]) best = i;
            return best;
        }

        @Override
        public String text(Measured measured) {
            return arguments.stream()
                    .map(argument -> argument.text(measured))
                    .collect(Collectors.joining(", ", function.name().toLowerCase(java.util.Locale.ROOT) + "(", ")"));
        }
    }
}
