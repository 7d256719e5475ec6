package dev.unroll.viz;

import dev.unroll.viz.color.ColorScale;
import dev.unroll.viz.count.CountTable;
import dev.unroll.viz.count.CountTable.Table;
import dev.unroll.viz.export.Csv;
import dev.unroll.viz.view.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.framework.junit5.ApplicationExtension;

import java.util.List;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.image.Image;
import javafx.scene.paint.Color;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(ApplicationExtension.class)
class CountTableTest {
    private static final int WIDTH = 600;
    private static final int HEIGHT = 320;
    private static final List<String> TOKENS = List.of("E", "H", "L", "O");
    private static final Table HELLO =
            new Table(List.of("H", "E", "L"), new float[][] {{1, 0, 0, 0}, {0, 0, 1, 0}, {0, 0, 1, 3}}, 2, 3, .001);

    private static CountTable view(Table table) {
        CountTable view = new CountTable();
        view.setTokens(TOKENS);
        view.setMinHeight(HEIGHT);
        view.setTable(table);
        return view;
    }

    /** How many pixels of a colour there are in each quarter of the bars' area from the left. */
    private static int[] bars(Image image, Color color) {
        return bars(image, color, 3);
    }

    /** The bars have the room that a few rows leave them. */
    private static int[] bars(Image image, Color color, int rows) {
        double bottom = Math.clamp(HEIGHT - (1.9 + 3 * rows) * 13, .42 * HEIGHT, .7 * HEIGHT);
        double left = 13 * 2;
        double width = (WIDTH - left - 3.2 * 13) / 4;
        return IntStream.range(0, 4)
                .map(column -> Pictures.count(image, left + column * width, 20, width, bottom - 20, color))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLiftedRowStandsAsBarsOverItsColumns(boolean dark) {
        CountTable table = view(HELLO);
        Image image = Pictures.of(dark, 13, WIDTH, HEIGHT, () -> new Node[] {table});
        int[] plain = bars(image, ColorScale.probability().color(.6, dark));
        int[] counted = bars(image, table.theme().accent());
        assertThat(plain[0] + plain[1]).isZero();
        assertThat(plain[2]).isGreaterThan(1000);
        // The one that was just counted is three times as high, in the accent colour.
        assertThat(counted[3]).isBetween(5 * plain[2] / 2, 4 * plain[2]);
    }

    @Test
    void probabilitiesReachFromZeroToOne() {
        CountTable table = view(HELLO);
        table.probabilitiesProperty().set(true);
        Image image = Pictures.of(false, 13, WIDTH, HEIGHT, () -> new Node[] {table});
        int high = bars(image, table.theme().accent())[3];
        CountTable counts = view(HELLO);
        int full = bars(Pictures.of(WIDTH, HEIGHT, counts), counts.theme().accent())[3];
        assertThat((double) high / full).isBetween(.68, .82); // 3.001 of 4.004, and of the room for counts all
    }

    @Test
    void everyCellSaysItsCountAndItsProbability() {
        CountTable table = view(HELLO);
        Pictures.of(WIDTH, HEIGHT, table);
        assertThat(table.description(new Cell(2, 3)))
                .isEqualTo("‘L’ → ‘O’: 3 / 4 · P = (3 + 0.001) / (4 + 0.001 · 4) = " + (float) (3.001 / 4.004));
        assertThat(HELLO.probability(0, 1)).isEqualTo(.001 / 1.004);
    }

    @Test
    void whatIsVeiledShowsNoBarAndNoNumber() {
        CountTable table = view(HELLO);
        table.setVeiled(cell -> cell.row() == 2);
        Image image = Pictures.of(WIDTH, HEIGHT, table);
        assertThat(bars(image, ColorScale.probability().color(.6, false))).containsOnly(0);
        assertThat(bars(image, table.theme().accent())).containsOnly(0);
        assertThat(table.description(new Cell(2, 3))).doesNotContain("3 / 4");
    }

    @Test
    void theLiftedRowIsAlwaysInSightAndItsTokensHaveColumns() {
        int vocabulary = 300;
        float[][] counts = new float[60][vocabulary];
        for (int row = 0; row < 60; row++) counts[row][row * 3] = 9;
        counts[41][299] = 1;
        Table many =
                new Table(IntStream.range(0, 60).mapToObj(Integer::toString).toList(), counts, 41, -1, 1);
        CountTable table = view(many);
        Image image = Pictures.of(WIDTH, HEIGHT, table);
        assertThat(table.shownTokens())
                .contains(299, 41 * 3)
                .hasSizeLessThan(60)
                .isSorted();
        Color lifted = table.theme().background().interpolate(table.theme().accent(), .14);
        assertThat(Pictures.near(image, WIDTH - 30, .5 * HEIGHT, 20, .5 * HEIGHT, lifted))
                .isGreaterThan(50);
    }

    @Test
    void aContextThatWasNeverCountedIsSaidToBe() {
        Table never = new Table(List.of("QX"), new float[1][4], 0, -1, .5);
        CountTable table = view(never);
        table.probabilitiesProperty().set(true);
        Image image = Pictures.of(WIDTH, HEIGHT, table);
        int[] all = bars(image, ColorScale.probability().color(.6, false), 1);
        for (int column : all)
            assertThat(column).isBetween(all[0] - 99, all[0] + 99).isGreaterThan(500);
        assertThat(Pictures.near(image, 50, 0, 200, 26, table.theme().muted())).isGreaterThan(20);
    }

    @Test
    void itsNumbersAreCopiedLineByLine() {
        String text = Csv.text(view(HELLO).table());
        assertThat(text.lines()).hasSize(1 + 3 * 4).contains("\"L\",\"O\",3.0," + 3.001 / 4.004);
        assertThat(Csv.text(List.of(List.of("a \"b\"", 1)))).isEqualTo("\"a \"\"b\"\"\",1\n");
    }
}
