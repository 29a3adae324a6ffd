// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Lines of a text file, plain or gzipped, one at a time. Only \n and \r\n end a line: unlike node:readline, which also
// splits at U+2028 and U+2029 and so would tear JSON strings apart.

import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** The bytes of a file, unpacked when its name ends in .gz. */
export function openFile(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  if (!path.endsWith('.gz')) return file as AsyncIterable<Buffer>;
  const unpacked = createGunzip();
  file.once('error', (error) => unpacked.destroy(error));
  // What is wrong with the packing names its file, as errors of the file system do.
  unpacked.prependOnceListener('error', (error) => Object.assign(error, { syscall: 'gunzip', path }));
  return file.pipe(unpacked);
}

/**
 * Lines of a UTF-8 file without their ends; bytes that are no UTF-8 become U+FFFD, a byte order mark is dropped.
 *
 * @throws the file system's or zlib's error, and a RangeError for a line longer than a string can be.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  for await (const chunk of openFile(path)) {
    const text = decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      rest.push(text.slice(start, end));
      yield withoutCarriageReturn(rest.join(''));
      rest = [];
      start = end + 1;
    }
    if (start < text.length) rest.push(text.slice(start));
  }
  const last = rest.join('') + decoder.decode();
  if (last !== '') yield withoutCarriageReturn(last);
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
