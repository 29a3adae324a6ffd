// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// ingest/kibana/logtwin.ndjson against what is known of the formats (Kibana 8.9 to 9.x): nothing in it points to nothing.

import { readFileSync } from 'node:fs';
import { kibanaObjects } from '../../../scripts/kibanaObjects.js';

interface Reference {
  type: string;
  id: string;
  name: string;
}
interface Panel {
  type: string;
  gridData: { x: number; y: number; w: number; h: number; i: string };
  panelIndex: string;
  panelRefName?: string;
  embeddableConfig: { attributes?: Lens };
}
interface Lens {
  visualizationType: string;
  references: Reference[];
  state: {
    visualization: unknown;
    datasourceStates: {
      formBased: { layers: Record<string, { columns: Record<string, Column>; columnOrder: string[] }> };
    };
  };
}
interface Column {
  operationType: string;
  sourceField: string;
  isBucketed: boolean;
  params: { orderBy?: { columnId: string } };
}
interface Line {
  type: string;
  id: string;
  attributes: Record<string, string>;
  references: Reference[];
}

const text = readFileSync('ingest/kibana/logtwin.ndjson', 'utf8');
const lines = text
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
const dashboard = lines.find(({ type }) => type === 'dashboard')!;
const panels = JSON.parse(dashboard.attributes.panelsJSON!) as Panel[];
const charts = panels.flatMap(({ panelIndex, embeddableConfig: { attributes } }) =>
  attributes ? [[panelIndex, attributes] as const] : [],
);
const runtimeFields = JSON.parse(lines[0]!.attributes.runtimeFieldMap!) as Record<
  string,
  { script: { source: string } }
>;

/** Fields of classified events: what the component template maps, the runtime fields, and what every event has. */
function knownFields(): Set<string> {
  const { template } = JSON.parse(readFileSync('ingest/component_templates/logtwin-mappings.json', 'utf8')) as {
    template: { mappings: { properties: object } };
  };
  const names = new Set(['@timestamp', 'tags', '___records___', ...Object.keys(runtimeFields)]);
  const visit = (properties: object, prefix: string): void => {
    for (const [name, property] of Object.entries(properties) as [string, { properties?: object }][]) {
      names.add(prefix + name);
      if (property.properties) visit(property.properties, `${prefix}${name}.`);
    }
  };
  visit(template.mappings.properties, '');
  return names;
}

test('the file is what its generator makes', () => {
  expect(lines).toEqual(JSON.parse(JSON.stringify(kibanaObjects())));
});

test('every reference is to an object of the file, and comes after it', () => {
  for (const [index, { references }] of lines.entries()) {
    const before = lines.slice(0, index).map(({ type, id }) => `${type} ${id}`);
    for (const { type, id } of references) expect(before).toContain(`${type} ${id}`);
  }
});

test('every index reference in a search source has a reference of this name', () => {
  for (const { attributes, references } of lines.filter(({ type }) => type === 'search')) {
    const { searchSourceJSON } = attributes.kibanaSavedObjectMeta as unknown as { searchSourceJSON: string };
    const { indexRefName } = JSON.parse(searchSourceJSON) as { indexRefName: string };
    expect(references.map(({ name }) => name)).toEqual([indexRefName]);
  }
});

test('panels lie side by side in 48 columns, each with its reference', () => {
  const cells = new Set<string>();
  for (const { gridData: grid, panelIndex, panelRefName, type } of panels) {
    expect(grid.i).toBe(panelIndex);
    expect(grid.x + grid.w).toBeLessThanOrEqual(48);
    for (let x = grid.x; x < grid.x + grid.w; x++) {
      for (let y = grid.y; y < grid.y + grid.h; y++) {
        expect(cells.has(`${x},${y}`)).toBe(false);
        cells.add(`${x},${y}`);
      }
    }
    const name = panelRefName ?? 'indexpattern-datasource-layer-events';
    expect(dashboard.references).toContainEqual(
      expect.objectContaining({ type: type === 'search' ? 'search' : 'index-pattern', name: `${panelIndex}:${name}` }),
    );
  }
  expect(dashboard.references).toHaveLength(panels.length);
});

test.each(charts)('chart %s shows columns that its layer has, of fields that events have', (_index, lens) => {
  const fields = knownFields();
  const { layers } = lens.state.datasourceStates.formBased;
  const [[layerId, { columns, columnOrder }]] = Object.entries(layers) as [[string, (typeof layers)[string]]];
  expect(lens.references.map(({ name }) => name)).toEqual([`indexpattern-datasource-layer-${layerId}`]);
  expect([...columnOrder].sort()).toEqual(Object.keys(columns).sort());
  const buckets = columnOrder.map((name) => columns[name]!.isBucketed);
  expect(buckets).toEqual([...buckets].sort((a, b) => Number(b) - Number(a)));
  for (const { sourceField, params } of Object.values(columns)) {
    expect(fields).toContain(sourceField);
    expect(Object.keys(columns)).toEqual(expect.arrayContaining(params.orderBy ? [params.orderBy.columnId] : []));
  }
  const shown = JSON.stringify(lens.state.visualization);
  for (const name of Object.keys(columns)) expect(shown).toContain(`"${name}"`);
  expect(shown).toContain(`"layerId":"${layerId}"`);
});

test('searches show fields that events have', () => {
  const fields = knownFields();
  for (const { attributes } of lines.filter(({ type }) => type === 'search')) {
    const { columns, sort } = attributes as unknown as { columns: string[]; sort: [string, string][] };
    for (const field of [...columns, ...sort.map(([name]) => name)]) expect(fields).toContain(field);
  }
});
