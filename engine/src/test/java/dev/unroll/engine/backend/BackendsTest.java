package dev.unroll.engine.backend;

import org.junit.jupiter.api.Test;

import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;

import static org.assertj.core.api.Assertions.assertThat;

/** Looking for devices goes on where some of what drives them does not work. */
class BackendsTest {
    private static final Device DEVICE = new Device() {
        @Override
        public String name() {
            return "GPU";
        }

        @Override
        public String technology() {
            return "nothing";
        }

        @Override
        public long memoryBytes() {
            return 1;
        }

        @Override
        public Backend open() {
            return new ScalarBackend();
        }
    };

    @Test
    void whatDoesNotWorkIsSaidAndTheRestIsFound() {
        DeviceProvider broken = () -> {
            throw new DeviceException("The driver of the first is missing.");
        };
        Backends.Found found = Backends.Found.by(List.of(broken, () -> List.of(DEVICE), List::of));
        assertThat(found.devices()).containsExactly(DEVICE);
        assertThat(found.problems()).containsExactly("The driver of the first is missing.");
    }

    @Test
    void aModuleThatDoesNotLoadIsSaid() {
        Iterable<DeviceProvider> providers = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public DeviceProvider next() {
                throw new ServiceConfigurationError("no such class");
            }
        };
        Backends.Found found = Backends.Found.by(providers);
        assertThat(found.devices()).isEmpty();
        assertThat(found.problems())
                .containsExactly("A module for devices cannot be loaded (no such class): the processor computes.");
    }

    @Test
    void theProcessorIsAlwaysThere() {
        assertThat(Backends.all().getFirst()).isSameAs(Backends.best());
        assertThat(Backends.all().getLast()).isExactlyInstanceOf(ScalarBackend.class);
    }
}
