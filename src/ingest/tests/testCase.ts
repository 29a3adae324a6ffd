// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A pipeline test: documents, the pipeline that runs on them, and what has to come out.

import type { Engine } from '../engine.js';
import type { LoadedPipeline } from '../loadPipeline.js';
import type { HashMap } from '../../values/maps.js';

/** A document of a test. */
export interface TestDocument {
  readonly source: HashMap;
  readonly index: string;
  readonly id: string;
  /** Where it comes from: `test-dns.log:3`. */
  readonly place: string;
}

/** What has to become of a document: its source as plain JSON, null where it is dropped, or its error's reason. */
export type Expectation = Readonly<Record<string, unknown>> | null | { readonly error: string };

export interface TestCase {
  /** Name in reports, such as `zeek/dns/test-dns.log`. */
  readonly name: string;
  readonly file: string;
  readonly documents: readonly TestDocument[];
  /** In the order of the documents; undefined where nothing is expected yet. */
  readonly expected: readonly unknown[] | undefined;
  /** File that the expected documents are in, or go to. */
  readonly expectedFile: string;
  /** Fields whose values differ from run to run, with the pattern that they match. */
  readonly dynamicFields: ReadonlyMap<string, string>;
  /** Why the test is not to run. */
  readonly skip?: string;
  /** Why it cannot run: what is wrong with its files. */
  readonly broken?: string;
  /** What is odd about its configuration. */
  readonly notes?: readonly string[];
}

/** Cases that share pipelines. */
export interface TestSuite {
  readonly name: string;
  readonly engine: Engine;
  readonly pipeline: string;
  readonly cases: readonly TestCase[];
  /** The pipelines' definitions as a server takes them, of packages. */
  readonly definitions?: ReadonlyMap<string, LoadedPipeline>;
}
