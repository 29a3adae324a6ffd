// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Makes a model smaller: 8-bit integers (one scale an output channel for ONNX, one a matrix for TorchScript as
// PyTorch does) or float16. What that changes must be measured on one's own texts; it is never a silent default.

import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../diagnostics/diagnostic.js';
import { convertCheckpoint, type Conversion, type ConvertOptions } from './convert.js';

/** How a model is quantized. */
export interface QuantizeOptions extends Omit<ConvertOptions, 'precision'> {
  /** Default: int8. */
  readonly to?: 'int8' | 'float16';
}

/** What a quantization did. */
export interface Quantization extends Conversion {
  readonly precision: 'int8' | 'float16';
  /** Bytes of the files that were written. */
  readonly bytes: { readonly onnx: number | undefined; readonly torchscript: number | undefined };
}

/**
 * Quantizes the checkpoint or the model folder `folder` into the model folder `output`, which must be another.
 *
 * @throws DiagnosticError MD1003 when `output` is `folder`, and what {@link convertCheckpoint} throws.
 */
export function quantizeModel(folder: string, output: string, options: QuantizeOptions = {}): Quantization {
  const { to = 'int8', ...rest } = options;
  if (existsSync(output) && realpathSync(folder) === realpathSync(output)) {
    refuse('MD1003', 'a model is not quantized in place', 'Give another folder with --output, and compare both.');
  }
  if (existsSync(join(folder, 'model.json')) && !existsSync(join(folder, 'config.json'))) {
    refuse(
      'MD1003',
      `${folder} holds a linear model`,
      'It is small and fast as it is; only transformers are quantized.',
    );
  }
  const conversion = convertCheckpoint(folder, output, { ...rest, precision: to });
  const size = (path: string | undefined): number | undefined => (path === undefined ? undefined : statSync(path).size);
  return {
    ...conversion,
    precision: to,
    bytes: { onnx: size(conversion.onnx), torchscript: size(conversion.torchscript) },
  };
}
