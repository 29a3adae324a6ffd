// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Maps merged as the json processor merges them (JsonProcessor.recursiveMerge).

import { HashMap } from '../../values/maps.js';

/** Puts the entries of one map into another; where both hold a map, those are merged. */
export function mergeInto(target: HashMap, added: HashMap): void {
  for (const [key, value] of added.javaEntries()) {
    const former = target.get(key);
    if (former instanceof HashMap && value instanceof HashMap) mergeInto(former, value);
    else target.put(key, value);
  }
}
