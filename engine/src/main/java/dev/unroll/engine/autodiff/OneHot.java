package dev.unroll.engine.autodiff;

import dev.unroll.engine.backend.Backend;
import dev.unroll.engine.tensor.Axis;
import dev.unroll.engine.tensor.Shape;

import java.util.Arrays;
import java.util.List;

/** A 1 at each id and 0 elsewhere. A product with it is a look-up, so the array itself is made only to be looked at. */
record OneHot(int[] ids, Shape places, int vocabularySize) implements Op.Given {
    OneHot {
        if (places.length() != ids.length) throw new IllegalArgumentException(ids.length + " ids for " + places);
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new IllegalArgumentException("id " + id + " is outside a vocabulary of " + vocabularySize);
            }
        }
    }

    @Override
    public Shape shape(List<Node> inputs) {
        return places.append(Axis.TOKEN, vocabularySize);
    }

    @Override
    public void forward(Backend backend, Node out) {
        float[] values = out.value().write();
        int offset = out.value().offset();
        Arrays.fill(values, offset, offset + out.shape().length(), 0);
        for (int i = 0; i < ids.length; i++) values[offset + i * vocabularySize + ids[i]] = 1;
    }

    @Override
    public Expression explain(int index) {
        int id = ids[index / vocabularySize];
        return new Expression.Constant(index % vocabularySize == id ? 1 : 0);
    }

    @Override
    public boolean lazy() {
        return true;
    }
}
