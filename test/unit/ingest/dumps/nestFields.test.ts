// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The fields of hits back to nested documents.

import { nestFields } from '../../../../src/ingest/dumps/nestFields.js';
import { parseJson, printJson } from '../../../../src/values/json.js';
import type { HashMap } from '../../../../src/values/maps.js';

test.each<[string, string, string]>([
  ['dotted keys nest', '{"a.b.c":["x"],"a.d":["y"],"e":["z"]}', '{"a":{"b":{"c":"x"},"d":"y"},"e":"z"}'],
  ['lists of one unwrap, others stay', '{"a":["x"],"b":["x","y"],"c":[]}', '{"a":"x","b":["x","y"],"c":[]}'],
  ['numbers keep their type', '{"i":[1],"d":[1.0],"l":[9007199254740993]}', '{"i":1,"d":1.0,"l":9007199254740993}'],
  [
    'a multi-field is dropped, wherever it stands',
    '{"a.text":["x"],"a":["x"],"b":["y"],"b.keyword":["y"]}',
    '{"a":"x","b":"y"}',
  ],
  ['a multi-field may hold fewer values', '{"a":["x","y"],"a.keyword":["y"]}', '{"a":["x","y"]}'],
  ['a multi-field may have another type', '{"a":["10"],"a.number":[10]}', '{"a":"10"}'],
  ['a .text without its field is a field', '{"a.text":["x"]}', '{"a":{"text":"x"}}'],
  [
    'a and a.b with values of their own are both kept',
    '{"a":[1],"a.b":[2],"c.d.e":[3],"c.d":[4]}',
    '{"a":1,"a.b":2,"c":{"d.e":3,"d":4}}',
  ],
  [
    'nested fields nest in turn',
    '{"n":[{"x.y":["1"],"z":["2","3"]},{"x.y":["4"]}]}',
    '{"n":[{"x":{"y":"1"},"z":["2","3"]},{"x":{"y":"4"}}]}',
  ],
  ['flattened objects stay', '{"f":[{"a.b":"x","c":["y"]}]}', '{"f":{"a.b":"x","c":["y"]}}'],
  ['metadata fields are no part of the document', '{"_ignored":["a"],"_tier":["hot"],"_own":["b"]}', '{"_own":"b"}'],
  [
    'dots that separate nothing belong to the name',
    '{"a..b":["x"],".c":["y"],"d.":["z"]}',
    '{"a..b":"x",".c":"y","d.":"z"}',
  ],
])('%s', (_, fields, expected) => {
  expect(printJson(nestFields(parseJson(fields) as HashMap))).toBe(expected);
});
