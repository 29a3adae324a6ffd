// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Community ids against the baselines of the specification's own project.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { communityId } from '../../src/transforms/communityId.js';
import { requireIpAddress } from '../../src/transforms/ipAddress.js';

const folder = resolve(process.env['LOGTWIN_CORPUS'] ?? '../shared/corpus', 'support/community-id/baseline');
const present = existsSync(folder);
if (!present) process.stderr.write(`SKIPPED: no community-id baselines at ${folder} (set LOGTWIN_CORPUS)\n`);

interface Row {
  readonly proto: number;
  readonly saddr: string;
  readonly daddr: string;
  readonly sport?: number | null;
  readonly dport?: number | null;
  readonly communityid: string;
}

(present ? describe : describe.skip)('community-id baselines', () => {
  test.each([
    ['baseline_deflt.json', 0],
    ['baseline_seed1.json', 1],
  ])('%s', (file, seed) => {
    const rows = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Row[];
    const ids = rows.map(({ proto, saddr, daddr, sport, dport }) =>
      communityId(
        {
          protocol: proto,
          source: requireIpAddress(saddr),
          destination: requireIpAddress(daddr),
          sourcePort: sport ?? 0,
          destinationPort: dport ?? 0,
        },
        seed,
      ),
    );
    const different = rows.flatMap((row, index) =>
      row.communityid === ids[index] ? [] : [{ ...row, got: ids[index] }],
    );
    expect({ rows: rows.length > 10, different }).toEqual({ rows: true, different: [] });
  });
});
