// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// What processors get from around them: other pipelines, stored scripts, models, databases. All of it is passed in;
// no processor reads a file or the network.

import type { ClassificationResult } from '../../inference/textClassificationResult.js';
import type { HashMap } from '../../values/maps.js';
import type { IngestDocument } from './ingestDocument.js';
import type { Pending } from './processor.js';

/** A script stored under an id. */
export interface StoredScript {
  readonly lang?: string;
  readonly source: string;
  /** File that it comes from, for diagnostics. */
  readonly file?: string;
}

/** A pipeline that another one calls. */
export interface CallablePipeline {
  readonly id: string;
  execute(document: IngestDocument): Pending;
}

/** How a text is to be classified: the keys of `inference_config.text_classification`. */
export interface InferenceUpdate {
  readonly numTopClasses?: number;
  readonly classificationLabels?: readonly string[];
  readonly resultsField?: string;
  /** `tokenization` update as the server takes it: `{bert: {truncate: 'first', span: -1}}`. */
  readonly tokenization?: HashMap;
}

/** One text to classify. */
export interface InferenceRequest {
  readonly modelId: string;
  readonly text: string;
  readonly update: InferenceUpdate;
}

/** Classifies a text, now or later; failures are thrown as Failure. */
export type Infer = (request: InferenceRequest) => ClassificationResult | Promise<ClassificationResult>;

/** A MaxMind or IPinfo database. */
export interface GeoDatabase {
  /** Type from its metadata, such as `GeoLite2-City`. */
  readonly databaseType: string;
  /** The record of an address, as plain JSON, and the network it belongs to; null where there is none. */
  lookUp(address: string): { readonly record: unknown; readonly network: string } | null;
}

/** An enrich policy and its source documents. */
export interface EnrichPolicy {
  readonly type: 'match' | 'range' | 'geo_match';
  readonly matchField: string;
  readonly enrichFields: readonly string[];
  readonly documents: readonly HashMap[];
}

/** The user that an ingest request comes from. */
export interface SecurityUser {
  readonly username?: string;
  readonly roles?: readonly string[];
  readonly fullName?: string | null;
  readonly email?: string | null;
  readonly metadata?: HashMap;
  readonly realm?: { readonly name: string; readonly type: string };
  readonly authenticationType?: string;
  readonly apiKey?: { readonly id: string; readonly name?: string; readonly metadata?: HashMap };
}

export interface Services {
  pipeline(id: string): CallablePipeline | undefined;
  storedScript(id: string): StoredScript | undefined;
  readonly infer: Infer | undefined;
  geoDatabase(file: string): GeoDatabase | undefined;
  /** Text of a user-agent regexes file; the name is that of the `regex_file` option. */
  userAgentRegexes(file: string): string | undefined;
  enrichPolicy(name: string): EnrichPolicy | undefined;
  readonly securityUser: SecurityUser | undefined;
  /** Whether scripts count which of their statements run. */
  readonly countStatements: boolean;
}
