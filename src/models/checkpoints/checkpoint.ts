// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What every reader of checkpoint files gives: named tensors that are read when they are needed.

import type { Tensor } from '../tensor.js';

/** An opened checkpoint. */
export interface Checkpoint {
  readonly format: 'safetensors' | 'pytorch' | 'onnx';
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Free text that the file carries about itself. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The files that were opened, in order. */
  readonly files: readonly string[];
  /** Closes the files; tensors cannot be read after it. */
  readonly close: () => void;
}
