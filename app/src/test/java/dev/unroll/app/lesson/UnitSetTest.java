package dev.unroll.app.lesson;

import dev.unroll.app.i18n.SaidException;
import dev.unroll.engine.backend.Backends;
import dev.unroll.engine.model.RnnModel;
import dev.unroll.engine.nn.RecurrentStack;
import dev.unroll.engine.tensor.Tensor;
import dev.unroll.engine.trace.Trace;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UnitSetTest {
    private static final String HIDDEN = "layer.0/hiddenState";
    private static final int[] IDS = {0, 3, 1};

    @Test
    void itIsReadAsItIsTyped() {
        assertThat(UnitSet.of("3, 7, 10-12").units()).containsExactly(3, 7, 10, 11, 12);
        assertThat(UnitSet.of("").units()).isEmpty();
        assertThat(UnitSet.of("3, 7").toggled(7).toggled(1).typed()).isEqualTo("1, 3");
    }

    @Test
    void whatIsNoUnitIsNamed() {
        assertThatCode(() -> UnitSet.check("3, 32 - 63,")).doesNotThrowAnyException();
        assertThatThrownBy(() -> UnitSet.check("3, x"))
                .isInstanceOfSatisfying(
                        SaidException.class,
                        said -> assertThat(said.sentence().arguments()).hasToString("[x]"));
    }

    @Test
    void erasedUnitsAreNullAfterTheLastStepOnly() {
        RnnModel model = new RnnModel(RecurrentStack.Cell.RNN, 4, 5, 1, 1);
        Trace plain = Trace.ofReading(model, IDS, Backends.best());
        Trace erased = Trace.ofReading(
                model, IDS, Backends.best(), UnitSet.of("1, 4, 99").erased(plain, List.of(HIDDEN)));
        Tensor before = plain.value(HIDDEN);
        Tensor after = erased.value(HIDDEN);
        for (int t = 0; t < IDS.length; t++)
            for (int unit = 0; unit < before.shape().columns(); unit++) {
                boolean gone = t == IDS.length - 1 && (unit == 1 || unit == 4);
                assertThat(after.get(t, unit)).isEqualTo(gone ? 0 : before.get(t, unit));
            }
    }
}
