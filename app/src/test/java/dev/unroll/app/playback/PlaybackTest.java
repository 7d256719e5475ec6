package dev.unroll.app.playback;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ApplicationExtension.class)
@Timeout(30)
class PlaybackTest {
    private final CountingTransport transport = new CountingTransport(3);
    private final Playback playback = new Playback(transport.transport());

    private void waitUntilStopped() throws Exception {
        WaitForAsyncUtils.waitFor(
                20, TimeUnit.SECONDS, () -> !playback.playingProperty().get());
    }

    @Test
    void playingStopsByItselfAtTheEnd(FxRobot robot) throws Exception {
        robot.interact(() -> {
            playback.speedProperty().set(50);
            playback.toggle();
        });
        assertThat(playback.playingProperty().get()).isTrue();
        waitUntilStopped();
        assertThat(transport.count()).isEqualTo(3);
    }

    @Test
    void slowPlayingWaitsBetweenSteps(FxRobot robot) throws Exception {
        robot.interact(() -> {
            playback.speedProperty().set(Playback.MIN_SPEED);
            playback.toggle();
        });
        Thread.sleep(500);
        robot.interact(() -> playback.playingProperty().set(false));
        assertThat(transport.count())
                .as("steps in half a second, at one in two seconds")
                .isEqualTo(1);
    }

    @Test
    void fullSpeedIsLeftToTheTransportWhereItOffersThat(FxRobot robot) throws Exception {
        robot.interact(() -> {
            playback.speedProperty().set(Playback.MAX_SPEED);
            playback.toggle();
        });
        assertThat(transport.running()).isTrue();
        assertThat(transport.count()).isZero();
        robot.interact(() -> playback.scaleProperty().set(Scale.TIME_STEP));
        assertThat(transport.running()).as("a scale that does not offer it").isFalse();
        waitUntilStopped();
        assertThat(transport.count()).isEqualTo(3);
    }

    @Test
    void handOnTheTransportStopsPlaying(FxRobot robot) {
        robot.interact(() -> {
            playback.speedProperty().set(Playback.MIN_SPEED);
            playback.toggle();
            playback.forward();
        });
        assertThat(playback.playingProperty().get()).isFalse();
        assertThat(transport.count()).isEqualTo(1);
    }

    @Test
    void nothingMovesBeyondEitherEnd(FxRobot robot) {
        robot.interact(playback::back);
        assertThat(transport.count()).isZero();
        robot.interact(() -> {
            playback.toEnd();
            playback.forward();
        });
        assertThat(transport.count()).isEqualTo(3);
    }

    @Test
    void scaleStaysAmongThoseThatAreOffered(FxRobot robot) {
        robot.interact(() -> playback.changeScale(-1));
        assertThat(playback.scaleProperty().get()).isEqualTo(Scale.TRAINING_STEP);
        robot.interact(() -> {
            playback.changeScale(1);
            playback.changeScale(1);
        });
        assertThat(playback.scaleProperty().get()).isEqualTo(Scale.TIME_STEP);
    }

    @Test
    void playingWaitsForAStepThatTakesLongerThanItsTurn(FxRobot robot) throws Exception {
        robot.interact(() -> {
            playback.speedProperty().set(50);
            transport.setBusy(true);
            playback.toggle();
        });
        Thread.sleep(300);
        robot.interact(() -> {});
        assertThat(transport.count()).as("steps while the model computes").isZero();
        robot.interact(() -> transport.setBusy(false));
        waitUntilStopped();
        assertThat(transport.count()).isEqualTo(3);
    }

    @Test
    void guideWaitsForItsReaderAndPlayingMovesWhatIsBelowIt(FxRobot robot) {
        CountingTransport beside = new CountingTransport(3, Scale.GUIDE, Scale.TRAINING_STEP);
        Playback guided = new Playback(beside.transport());
        assertThat(guided.scaleProperty().get()).isEqualTo(Scale.GUIDE);
        robot.interact(() -> {
            guided.speedProperty().set(Playback.MAX_SPEED);
            guided.toggle();
        });
        assertThat(beside.running())
                .as("training, which the guide stands beside")
                .isTrue();
        robot.interact(guided::forward);
        assertThat(beside.running()).isFalse();
        assertThat(beside.count()).isEqualTo(1);
    }

    @Test
    void transportListsItsScalesFromCoarseToFine() {
        CountingTransport mixed = new CountingTransport(1, Scale.OPERATION, Scale.GUIDE, Scale.TIME_STEP);
        assertThat(mixed.transport().scales()).containsExactly(Scale.GUIDE, Scale.TIME_STEP, Scale.OPERATION);
        assertThatThrownBy(() -> new CountingTransport(1, new Scale[0]).transport())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
