// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// CommonJS packages by require: import costs every start what only some runs need, and has Node read a package twice,
// the first time for the names of its exports.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A package that is loaded at the first call. */
export function lazyPackage<Package>(name: string): () => Package {
  let loaded: Package | undefined;
  return () => (loaded ??= require(name) as Package);
}
