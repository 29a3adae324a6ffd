// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The extensions of a message are those that the server's regular expressions find, in time that grows with the text.

import { compileJavaRegex } from '../../../src/javaRegex/javaPattern.js';
import { findExtensions, type Extension } from '../../../src/transforms/cefMessage.js';
import { SeededRandom } from '../../../src/util/seededRandom.js';

const key = String.raw`(?:[\w-]+(?:\.[^\.=\s\|\\\[\]]+)*(?:\[[0-9]+\])?(?==))`;
const value = String.raw`(?:[^\s\\]|\\[^|]|\s(?!${key}=))*`;
const server = compileJavaRegex(String.raw`(${key})=(${value})(?:\s+|$)`);

function foundByServer(text: string): Extension[] {
  const found: Extension[] = [];
  const matcher = server.matcher(text);
  while (matcher.find()) found.push({ key: matcher.group(1)!, value: matcher.group(2)!, end: matcher.end() });
  return found;
}

describe('extensions', () => {
  it.each([
    'src=10.0.0.1 dst=',
    'a=b   c=d ',
    'moo=this\\|has an=x',
    'msg=a\\=b x.y.z[3]=1 [4]=2 .k=3 a.[1]=4 a..b=5 a.b]=6',
    'k=v\\',
    ' a.b c.d=e\tf=g\n',
    'ä.b=1 a.ä=2',
  ])('%j', (text) => {
    expect(findExtensions(text)).toEqual(foundByServer(text));
  });

  it('of random texts', () => {
    const random = new SeededRandom(20_261_121);
    const pieces = ['a', 'k', '9', '-', '.', '=', '=', ' ', ' ', '\\', '|', '[', ']', '[0]', '\t', '\n', ':', 'é'];
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: random.below(24) }, () => pieces[random.below(pieces.length)]).join('');
      expect({ text, found: findExtensions(text) }).toEqual({ text, found: foundByServer(text) });
    }
  });

  it.each(['a', 'a=', 'a ', '=', 'a.', 'a=b ', ' ='])(
    'of %j a hundred thousand times and an end that fails',
    (piece) => {
      const started = process.cpuUsage();
      findExtensions(`${piece.repeat(100_000)}\\|x=`);
      expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
    },
  );
});
