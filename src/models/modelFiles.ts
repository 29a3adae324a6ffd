// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Which files belong to a model. Nothing else is fetched, copied or unpacked.

/** What describes and tokenizes a model; those that exist belong to it. */
export const companionFiles: readonly string[] = [
  'config.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'sentencepiece.bpe.model',
  'spm.model',
  'spiece.model',
  'README.md',
  'LICENSE',
];

/** Weights, in the order of preference: the first kind that is there is taken. */
const weightFiles: readonly RegExp[] = [
  /^model(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?$/,
  /^pytorch_model(-\d{5}-of-\d{5})?\.bin(\.index\.json)?$/,
  /^(onnx\/)?model\.onnx(\.data|_data)?$/,
];
const adapterFiles: readonly RegExp[] = [
  /^adapter_config\.json$/,
  /^adapter_model\.safetensors$/,
  /^adapter_model\.bin$/,
];

/** The names that could belong to a model, where they cannot be listed. */
export const likelyFiles: readonly string[] = [
  ...companionFiles,
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
  'adapter_config.json',
  'adapter_model.safetensors',
];

/** Those of the given names that belong to the model. */
export function filesOfModel(names: readonly string[]): string[] {
  const weights = weightFiles.map((pattern) => names.filter((name) => pattern.test(name)));
  const adapter = adapterFiles.map((pattern) => names.filter((name) => pattern.test(name)));
  const [config = [], ...adapterWeights] = adapter;
  return [
    ...names.filter((name) => companionFiles.includes(name) || name === 'model.json'),
    ...(weights.find((found) => found.length > 0) ?? []),
    ...(config.length > 0 ? [...config, ...(adapterWeights.find((found) => found.length > 0) ?? [])] : []),
  ];
}
