// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A checkpoint's config.json, read field by field with a refusal for what is missing, of the wrong kind or
// out of any sane range: sizes from here shape everything that follows.

import { refuse } from '../../diagnostics/diagnostic.js';
import type { Activation } from '../graph.js';

/** Names of activation functions as configurations spell them. */
const activations: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu_tanh',
  gelu_fast: 'gelu_tanh',
  gelu_accurate: 'gelu_tanh',
  gelu_pytorch_tanh: 'gelu_tanh',
  gelu_python_tanh: 'gelu_tanh',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
  tanh: 'tanh',
};

/** No size in a configuration may be larger. */
const largestSize = 2 ** 24;

/** Labels of a classifier, and whether both directions of the configuration agree on them. */
export interface Labels {
  /** By id. */
  readonly names: readonly string[];
  /** What is wrong between id2label and label2id; empty when they agree. */
  readonly disagreements: readonly string[];
}

/** A parsed config.json. */
export class ModelConfig {
  readonly #fields: Readonly<Record<string, unknown>>;

  /** @throws DiagnosticError MD1007 when `json` is not an object. */
  constructor(json: unknown) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      refuse('MD1007', 'config.json does not hold a JSON object');
    }
    this.#fields = json as Record<string, unknown>;
  }

  /** The raw value of a field; undefined when it is absent or null. */
  get(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? (this.#fields[name] ?? undefined) : undefined;
  }

  #read<T>(name: string, fallback: T | undefined, kind: string, accept: (value: unknown) => value is T): T {
    const value = this.get(name) ?? fallback;
    if (value === undefined) refuse('MD1007', `config.json has no ${name}`, `It must be ${kind}.`);
    if (!accept(value)) {
      refuse('MD1007', `${name} in config.json is ${JSON.stringify(value)?.slice(0, 80)}; it must be ${kind}`);
    }
    return value;
  }

  /** A size or count of at least `least`. */
  size(name: string, fallback?: number, least = 1): number {
    const accept = (value: unknown): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= largestSize;
    return this.#read(name, fallback, `a whole number from ${least} to ${largestSize}`, accept);
  }

  /** The number of attention heads, which must divide the size of the hidden vectors. */
  heads(name: string, hidden: number, fallback?: number): number {
    const heads = this.size(name, fallback);
    if (hidden % heads !== 0) refuse('MD1007', `${name} is ${heads}, which does not divide the hidden size ${hidden}`);
    return heads;
  }

  /** Whether the field is there and null, which can mean another thing than its absence. */
  isNull(name: string): boolean {
    return Object.hasOwn(this.#fields, name) && this.#fields[name] === null;
  }

  /** A whole number of any sign. */
  integer(name: string, fallback?: number): number {
    return this.#read(name, fallback, 'a whole number', (value): value is number => Number.isSafeInteger(value));
  }

  number(name: string, fallback?: number): number {
    return this.#read(name, fallback, 'a finite number', (value): value is number => Number.isFinite(value));
  }

  boolean(name: string, fallback?: boolean): boolean {
    return this.#read(name, fallback, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  text(name: string, fallback?: string): string {
    return this.#read(name, fallback, 'a string', (value): value is string => typeof value === 'string');
  }

  /** An activation function by its configuration name. */
  activation(name: string, fallback: string): Activation {
    const spelled = this.text(name, fallback);
    const known = Object.hasOwn(activations, spelled) ? activations[spelled] : undefined;
    if (known) return known;
    return refuse(
      'MD1008',
      `the activation function ${JSON.stringify(spelled)} (${name} in config.json) is not supported`,
      `Supported: ${Object.keys(activations).join(', ')}.`,
    );
  }

  /** Refuses a setting that changes the computation in a way that is not described. */
  require(name: string, expected: string | number | boolean): void {
    const value = this.get(name);
    if (value !== undefined && value !== expected) {
      refuse('MD1008', `${name} is ${JSON.stringify(value)}; only ${JSON.stringify(expected)} is supported`);
    }
  }

  /** The labels of the classifier; LABEL_0, LABEL_1 when the configuration names none, as transformers does. */
  labels(): Labels {
    const byId = this.get('id2label');
    const byName = this.get('label2id');
    const disagreements: string[] = [];
    const names: string[] = [];
    if (typeof byId === 'object' && byId !== null && !Array.isArray(byId)) {
      const entries = Object.entries(byId).map(([id, label]) => [Number(id), String(label)] as const);
      for (const [id, label] of entries.sort(([left], [right]) => left - right)) {
        if (id !== names.length) refuse('MD1007', `id2label in config.json has no label ${names.length}`);
        names.push(label);
      }
    } else {
      const count = this.size('num_labels', 2);
      for (let id = 0; id < count; id++) names.push(`LABEL_${id}`);
    }
    if (typeof byName === 'object' && byName !== null && !Array.isArray(byName)) {
      const entries = Object.entries(byName as Record<string, unknown>);
      for (const [label, id] of entries) {
        const named = typeof id === 'number' ? names[id] : undefined;
        if (named !== label) {
          disagreements.push(
            `label2id gives ${JSON.stringify(label)} the id ${String(id)}, id2label names it ${String(named)}`,
          );
        }
      }
      for (const label of names) {
        if (!entries.some(([name]) => name === label))
          disagreements.push(`label2id does not name ${JSON.stringify(label)}`);
      }
    }
    return { names, disagreements };
  }
}
