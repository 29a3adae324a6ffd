// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Where the installed package lies: the folder that holds pipelines/, painless/, ingest/ and models/.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the package's root folder, the same from src/ and from dist/. */
export const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
