// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// How geoip and ip_location write what they find: as an object, and with flexible paths field by field, which Elasticsearch does since 9.3
// (elastic/elasticsearch#138728, whose description gives this form).

import { createEngine, type IngestResult } from '../../../src/ingest/engine.js';
import { fromPlain, toPlain } from '../../../src/values/json.js';

const record = { city: { names: { en: 'Link\u00f6ping' } }, location: { latitude: 58.4167, longitude: 15.6167 } };
const geoDatabase = () => ({
  databaseType: 'GeoLite2-City',
  lookUp: () => ({ record, network: '89.160.20.112/28' }),
});

function run(type: string, accessPattern: 'classic' | 'flexible'): unknown {
  const options = { field: 'ip', target_field: 'my.geo', properties: ['city_name', 'location'] };
  const set = { set: { field: 'city', copy_from: 'my.geo.city_name' } };
  const pipeline = { field_access_pattern: accessPattern, processors: [{ [type]: options }, set] };
  const engine = createEngine({ pipelines: { p: pipeline }, geoDatabase });
  const result = engine.run('p', { source: fromPlain({ ip: '89.160.20.128' }) }) as IngestResult;
  expect(result.status).toBe('ok');
  return { ...(toPlain(result.document.ctx.source) as object) };
}

test.each(['geoip', 'ip_location'])('%s writes an object', (type) => {
  expect(run(type, 'classic')).toEqual({
    ip: '89.160.20.128',
    my: { geo: { city_name: 'Link\u00f6ping', location: { lat: 58.4167, lon: 15.6167 } } },
    city: 'Link\u00f6ping',
  });
});

test.each(['geoip', 'ip_location'])('%s writes fields with flexible paths', (type) => {
  expect(run(type, 'flexible')).toEqual({
    ip: '89.160.20.128',
    'my.geo.city_name': 'Link\u00f6ping',
    'my.geo.location': [15.6167, 58.4167],
    city: 'Link\u00f6ping',
  });
});
