// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.training.ParameterStore;

/** A TorchScript archive in libtorch, as Elasticsearch's native process holds one. */
final class TorchModule implements AutoCloseable {
  private final PtModel model;

  private TorchModule(PtModel model) {
    this.model = model;
  }

  /** Loads an archive. Throws what libtorch says when it is none or uses what libtorch does not have. */
  static TorchModule load(String name, InputStream archive) throws IOException, MalformedModelException {
    PtModel model = (PtModel) Model.newInstance(name, Device.cpu(), "PyTorch");
    try {
      model.load(archive);
    } catch (Exception failure) {
      model.close();
      throw failure;
    }
    return new TorchModule(model);
  }

  /** Calls forward with int64 matrices of one shape; gives the rows of the result, or of its first element when it is a tuple. */
  float[][] forward(List<long[][]> arguments) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDList inputs = new NDList();
      for (long[][] rows : arguments) inputs.add(matrix(manager, rows));
      NDArray logits = model.getBlock().forward(new ParameterStore(manager, false), inputs, false).get(0);
      float[] values = logits.toFloatArray();
      int width = (int) logits.getShape().get(logits.getShape().dimension() - 1);
      float[][] rows = new float[values.length / width][width];
      for (int row = 0; row < rows.length; row++) System.arraycopy(values, row * width, rows[row], 0, width);
      return rows;
    }
  }

  private static NDArray matrix(NDManager manager, long[][] rows) {
    int width = rows[0].length;
    long[] flat = new long[rows.length * width];
    for (int row = 0; row < rows.length; row++) System.arraycopy(rows[row], 0, flat, row * width, width);
    return manager.create(flat, new Shape(rows.length, width));
  }

  @Override
  public void close() {
    model.close();
  }
}
