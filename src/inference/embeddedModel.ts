// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The model that comes with the package.

import { join } from 'node:path';
import { packageRoot } from '../util/packageRoot.js';

/** Folder of the embedded default model. */
export const embeddedModelFolder = join(packageRoot, 'models', 'logtwin-linear');
