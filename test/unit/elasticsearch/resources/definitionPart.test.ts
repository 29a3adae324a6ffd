// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Parts of a definition as request bodies: together they are the file, whatever was in the memory before.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefinitionPart, definitionPartBytes } from '../../../../src/elasticsearch/resources/definitionPart.js';

const folder = mkdtempSync(join(tmpdir(), 'logtwin-parts-'));
let file: FileHandle;

afterEach(() => file.close());
afterAll(() => rmSync(folder, { recursive: true }));

async function write(length: number): Promise<Buffer> {
  const bytes = Buffer.from(Uint8Array.from({ length }, (_, position) => (position * 2654435761) >>> 13));
  const path = join(folder, `${length}`);
  writeFileSync(path, bytes);
  file = await open(path);
  return bytes;
}

test.each([1, 2, 3, definitionPartBytes, 2 * definitionPartBytes + 1, 3 * definitionPartBytes - 2])(
  'the parts of %d bytes are the file',
  async (length) => {
    const bytes = await write(length);
    const part = new DefinitionPart(file, length);
    const total = Math.ceil(length / definitionPartBytes);
    const read: Buffer[] = [];
    for (let number = 0; number < total; number++) {
      const { definition, ...totals } = JSON.parse(String(await part.read(number))) as { definition: string };
      expect(totals).toEqual({ total_definition_length: length, total_parts: total });
      read.push(Buffer.from(definition, 'base64'));
    }
    expect(Buffer.concat(read).equals(bytes)).toBe(true);
    expect(JSON.parse(String(await part.read(0)))).toMatchObject({ definition: read[0]!.toString('base64') });
  },
);

test('a file that became shorter is noticed', async () => {
  await write(100);
  await expect(new DefinitionPart(file, 101).read(0)).rejects.toThrow(/became shorter/);
});
