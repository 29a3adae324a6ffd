// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Reads a sentencepiece model (ModelProto of sentencepiece_model.proto) as data: its pieces with their scores, its
// character map, and what kind of model it is.

import { refuse } from '../../diagnostics/diagnostic.js';
import { FileReader } from '../../models/checkpoints/fileReader.js';
import { ProtobufReader, type ProtobufField } from '../../models/checkpoints/protobufReader.js';

/** A token of the model. */
export interface SentencePiece {
  readonly text: string;
  readonly score: number;
}

/** What a sentencepiece file holds. */
export interface SentencePieceModel {
  readonly kind: 'unigram' | 'bpe' | 'word' | 'char';
  /** By id. */
  readonly pieces: readonly SentencePiece[];
  /** The precompiled character map; undefined when the model keeps characters as they are. */
  readonly charMap: Buffer | undefined;
}

const kinds = ['unigram', 'bpe', 'word', 'char'] as const;
/** The largest known vocabularies, of a million pieces, take about 20 MB. */
const largestFile = 64 << 20;

/**
 * Reads a sentencepiece file.
 *
 * @throws DiagnosticError MD1001 when it is none, or is damaged, or is far larger than any
 */
export function readSentencePiece(path: string): SentencePieceModel {
  const reader = new FileReader(path);
  try {
    if (reader.size > largestFile) {
      refuse('MD1001', `${path} has ${reader.size} bytes, which no sentencepiece model has`);
    }
    return new SentencePieceReader(reader).read();
  } finally {
    reader.close();
  }
}

class SentencePieceReader {
  readonly #reader: FileReader;
  readonly #messages: ProtobufReader;

  constructor(reader: FileReader) {
    this.#reader = reader;
    this.#messages = new ProtobufReader(reader, 'sentencepiece model');
  }

  read(): SentencePieceModel {
    const pieces: SentencePiece[] = [];
    let kind: SentencePieceModel['kind'] | undefined = 'unigram';
    let charMap: Buffer | undefined;
    for (const field of this.#messages.fields(0, this.#reader.size)) {
      if (!field.isRange) continue;
      if (field.number === 1) pieces.push(this.#piece(field));
      else if (field.number === 2) kind = this.#kind(field);
      else if (field.number === 3) charMap = this.#charMap(field);
    }
    if (pieces.length === 0) this.#messages.broken('it has no pieces');
    if (!kind) this.#messages.broken('it is of an unknown kind');
    return { kind, pieces, charMap };
  }

  #piece(message: ProtobufField): SentencePiece {
    let [text, score] = ['', 0];
    for (const field of this.#messages.fields(message.start, message.end, 1)) {
      if (field.number === 1) text = this.#messages.text(field);
      else if (field.number === 2) score = this.#messages.float(field);
    }
    if (text === '') this.#messages.broken(`the piece at byte ${message.at} has no text`);
    if (!Number.isFinite(score)) this.#messages.broken(`the piece ${JSON.stringify(text)} has the score ${score}`);
    return { text, score };
  }

  /** TrainerSpec.model_type, which is 1 for unigram where it is left out. */
  #kind(message: ProtobufField): SentencePieceModel['kind'] | undefined {
    const type = [...this.#messages.fields(message.start, message.end, 1)].find(({ number }) => number === 3);
    return type ? kinds[type.value - 1] : 'unigram';
  }

  /** NormalizerSpec.precompiled_charsmap. */
  #charMap(message: ProtobufField): Buffer | undefined {
    const map = [...this.#messages.fields(message.start, message.end, 1)].find(({ number }) => number === 2);
    if (!map?.isRange || map.value === 0) return undefined;
    return Buffer.from(this.#reader.read(map.start, map.value));
  }
}
