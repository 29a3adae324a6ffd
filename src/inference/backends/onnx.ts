// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ONNX Runtime as the local backend. The only module that imports onnxruntime-node, and only when a model is loaded.

import type * as Onnx from 'onnxruntime-node';
import { refuse } from '../../diagnostics/diagnostic.js';
import { readWeightlessModel } from '../../models/onnx/weightlessModel.js';

/** Rows of token ids for one run of a model, all of one length. */
export interface TokenBatch {
  readonly rows: number;
  readonly length: number;
  /** int64 [rows, length] each. */
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
}

/** A loaded model that turns rows of token ids into vectors. */
export interface OnnxSession {
  /** How many batches it works on at a time; more have to wait. */
  readonly concurrency: number;
  /** Logits or embeddings, row by row, and how many numbers a row has. */
  run(batch: TokenBatch): Promise<{ readonly output: Float32Array; readonly width: number }>;
  close(): Promise<void>;
}

/** Settings of a session. */
export interface OnnxSessionOptions {
  /** Threads within one operation; ONNX Runtime chooses when absent. */
  readonly threads?: number;
}

type InputName = 'input_ids' | 'attention_mask' | 'token_type_ids' | 'position_ids';

const knownInputs: Readonly<Record<InputName, (batch: TokenBatch) => BigInt64Array>> = {
  input_ids: (batch) => batch.ids,
  attention_mask: (batch) => batch.mask,
  token_type_ids: (batch) => new BigInt64Array(batch.rows * batch.length),
  position_ids: positionIds,
};

/**
 * Loads a model file.
 *
 * @throws DiagnosticError MD4003 when onnxruntime-node is not installed, MD4002 when the file is no model of texts.
 */
export async function loadOnnxSession(path: string, options: OnnxSessionOptions = {}): Promise<OnnxSession> {
  const onnx = await importRuntime();
  let session: Onnx.InferenceSession;
  try {
    session = await createSession(onnx, path, options);
  } catch (error) {
    refuse('MD4002', `${path} cannot be loaded as an ONNX model: ${messageOf(error)}`);
  }
  const unknown = session.inputNames.find((name) => !Object.hasOwn(knownInputs, name));
  if (unknown !== undefined || !session.inputNames.includes('input_ids')) {
    refuse(
      'MD4002',
      `${path} takes [${session.inputNames.join(', ')}], which a model of texts does not.`,
      `Expected are input_ids and any of ${Object.keys(knownInputs).slice(1).join(', ')}.`,
    );
  }
  const outputName = session.outputNames.includes('logits') ? 'logits' : session.outputNames[0]!;
  const feedsOf = (batch: TokenBatch): Record<string, Onnx.Tensor> =>
    Object.fromEntries(
      session.inputNames.map((name) => {
        const data = knownInputs[name as InputName](batch);
        return [name, new onnx.Tensor('int64', data, [batch.rows, batch.length])];
      }),
    );
  return {
    concurrency: 1,
    async run(batch) {
      const { [outputName]: output } = await session.run(feedsOf(batch), [outputName]);
      const width = output?.dims[1];
      if (!output || output.dims.length !== 2 || output.dims[0] !== batch.rows || width === undefined) {
        refuse(
          'MD4002',
          `${path} gives [${String(output?.dims.join(', '))}] for a batch of ${batch.rows}, not one row for each text.`,
          'The folder may hold a base model without a classifier head: take the fine-tuned checkpoint.',
        );
      }
      return { output: output.data as Float32Array, width };
    },
    close: () => session.release(),
  };
}

/** A session over the weights where they lie in the file, if they are worth it; else the runtime reads the whole file. */
function createSession(
  onnx: typeof Onnx,
  path: string,
  { threads }: OnnxSessionOptions,
): Promise<Onnx.InferenceSession> {
  const weightless = readWeightlessModel(path);
  const settings: Onnx.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    // Log only errors: the runtime's warnings are about its own optimizations.
    logSeverityLevel: 3,
    // Plans of memory are kept for each shape, and hardly two batches are alike.
    enableMemPattern: false,
    ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: 1 }),
    ...(weightless && { extra: { session: { model_external_initializers_file_folder_path: weightless.folder } } }),
  };
  return weightless
    ? onnx.InferenceSession.create(weightless.bytes, settings)
    : onnx.InferenceSession.create(path, settings);
}

async function importRuntime(): Promise<typeof Onnx> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    refuse(
      'MD4003',
      `Local inference needs onnxruntime-node, which cannot be loaded: ${messageOf(error)}`,
      'Install it: npm install onnxruntime-node',
    );
  }
}

function positionIds(batch: TokenBatch): BigInt64Array {
  const row = BigInt64Array.from({ length: batch.length }, (_, index) => BigInt(index));
  const all = new BigInt64Array(batch.rows * batch.length);
  for (let index = 0; index < batch.rows; index++) all.set(row, index * batch.length);
  return all;
}

function messageOf(error: unknown): string {
  return (error as { message?: string } | undefined)?.message ?? String(error);
}
