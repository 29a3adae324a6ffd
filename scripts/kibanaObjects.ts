// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// Writes ingest/kibana/logtwin.ndjson: a data view, three searches and a dashboard, as Kibana exports and imports them. The
// file is what deploy sends, and it can be imported by hand; this script is where it is edited, because Kibana keeps a
// dashboard's panels as JSON in a string. Formats: as Kibana 8.9 exports them, which every later Kibana migrates.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Json = Readonly<Record<string, unknown>>;

const file = fileURLToPath(new URL('../ingest/kibana/logtwin.ndjson', import.meta.url));

const dataViewId = 'logtwin-events';
const label = 'ml.prediction.predicted_value';
const probability = 'ml.prediction.prediction_probability';
const classified = `${label} : *`;
const alerts = 'ml.alert : true';
const failed = 'tags : ("_ml_inference_failure" or "_ml_normalize_failure" or "_ml_backfill_failure")';

const kuery = (query: string): Json => ({ query, language: 'kuery' });
const dataView = (name: string): Json => ({ type: 'index-pattern', id: dataViewId, name });

/** A runtime field: the first of some fields that has a value, else what `otherwise` emits. */
function firstOf(fields: readonly string[], otherwise: readonly string[]): Json {
  return {
    type: 'keyword',
    script: {
      source: [
        'String valueOf(Map doc, String field) {',
        // Where nobody mapped the field, it is text, which has no values to read, with a keyword beside it.
        "  String name = doc.containsKey(field + '.keyword') ? field + '.keyword' : field;",
        '  return doc.containsKey(name) && doc.get(name).size() > 0 ? doc.get(name).value : null;',
        '}',
        `for (String field : [${fields.map((name) => `'${name}'`).join(', ')}]) {`,
        '  String value = valueOf(doc, field);',
        '  if (value != null) {',
        '    emit(value);',
        '    return;',
        '  }',
        '}',
        ...otherwise,
      ].join('\n'),
    },
  };
}

function savedObject(
  type: string,
  id: string,
  typeMigrationVersion: string,
  attributes: Json,
  references: readonly Json[] = [],
): Json {
  return { type, id, attributes, references, coreMigrationVersion: '8.8.0', typeMigrationVersion };
}

// Lens columns

const count = { label: 'Events', dataType: 'number', operationType: 'count', isBucketed: false, scale: 'ratio' };
const columns: Readonly<Record<string, Json>> = {
  count: { ...count, sourceField: '___records___', customLabel: true, params: { emptyAsNull: true } },
  time: {
    label: '@timestamp',
    dataType: 'date',
    operationType: 'date_histogram',
    sourceField: '@timestamp',
    isBucketed: true,
    scale: 'interval',
    params: { interval: 'auto', includeEmptyRows: true, dropPartials: false },
  },
  label: terms('Label', label, 20),
  source: terms('Source', 'logtwin_source', 15),
  host: terms('Host', 'logtwin_host', 15),
  median: number('Median', 'median', {}),
  lowest: number('Least sure twentieth', 'percentile', { percentile: 5 }),
};

function terms(name: string, sourceField: string, size: number): Json {
  return {
    label: name,
    dataType: 'string',
    operationType: 'terms',
    scale: 'ordinal',
    sourceField,
    isBucketed: true,
    customLabel: true,
    params: {
      size,
      orderBy: { type: 'column', columnId: 'count' },
      orderDirection: 'desc',
      otherBucket: true,
      missingBucket: false,
      parentFormat: { id: 'terms' },
      secondaryFields: [],
    },
  };
}

function number(name: string, operationType: string, params: Json): Json {
  return {
    label: name,
    dataType: 'number',
    operationType,
    scale: 'ratio',
    sourceField: probability,
    isBucketed: false,
    customLabel: true,
    params: { ...params, emptyAsNull: true },
  };
}

// Lens visualizations

interface Visualization {
  readonly type: string;
  readonly state: Json;
}

const metric: Visualization = {
  type: 'lnsMetric',
  state: { layerId: 'events', layerType: 'data', metricAccessor: 'count' },
};

const donut: Visualization = {
  type: 'lnsPie',
  state: {
    shape: 'donut',
    layers: [
      {
        layerId: 'events',
        layerType: 'data',
        primaryGroups: ['label'],
        metrics: ['count'],
        numberDisplay: 'percent',
        categoryDisplay: 'default',
        legendDisplay: 'default',
        nestedLegend: false,
      },
    ],
  },
};

function chart(
  seriesType: string,
  xAccessor: string,
  accessors: readonly string[],
  splitAccessor?: string,
): Visualization {
  return {
    type: 'lnsXY',
    state: {
      legend: { isVisible: true, position: 'right', showSingleSeries: false },
      valueLabels: 'hide',
      fittingFunction: 'None',
      axisTitlesVisibilitySettings: { x: false, yLeft: false, yRight: false },
      tickLabelsVisibilitySettings: { x: true, yLeft: true, yRight: true },
      labelsOrientation: { x: 0, yLeft: 0, yRight: 0 },
      gridlinesVisibilitySettings: { x: true, yLeft: true, yRight: true },
      preferredSeriesType: seriesType,
      layers: [
        {
          layerId: 'events',
          layerType: 'data',
          seriesType,
          position: 'top',
          showGridlines: false,
          xAccessor,
          accessors,
          ...(splitAccessor && { splitAccessor }),
        },
      ],
    },
  };
}

// Panels

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A panel and the reference of the dashboard that it needs. */
interface PlacedPanel {
  readonly panel: Json;
  readonly reference: Json;
}

/** A chart that lives in the dashboard, not in the library. Buckets come first in the order of columns. */
function lens(
  id: string,
  title: string,
  place: Place,
  visualization: Visualization,
  columnOrder: readonly string[],
  query: string,
): PlacedPanel {
  const layerReference = 'indexpattern-datasource-layer-events';
  return {
    panel: {
      version: '8.9.0',
      type: 'lens',
      gridData: { ...place, i: id },
      panelIndex: id,
      title,
      embeddableConfig: {
        enhancements: {},
        hidePanelTitles: false,
        attributes: {
          title: '',
          description: '',
          visualizationType: visualization.type,
          type: 'lens',
          references: [dataView(layerReference)],
          state: {
            visualization: visualization.state,
            query: kuery(query),
            filters: [],
            datasourceStates: {
              formBased: {
                layers: {
                  events: {
                    columns: Object.fromEntries(columnOrder.map((name) => [name, columns[name]])),
                    columnOrder,
                    incompleteColumns: {},
                    sampling: 1,
                  },
                },
              },
              textBased: { layers: {} },
            },
            internalReferences: [],
            adHocDataViews: {},
          },
        },
      },
    },
    reference: dataView(`${id}:${layerReference}`),
  };
}

function searchPanel(id: string, title: string, place: Place, searchId: string): PlacedPanel {
  return {
    panel: {
      version: '8.9.0',
      type: 'search',
      gridData: { ...place, i: id },
      panelIndex: id,
      title,
      embeddableConfig: { enhancements: {}, hidePanelTitles: false },
      panelRefName: `panel_${id}`,
    },
    reference: { type: 'search', id: searchId, name: `${id}:panel_${id}` },
  };
}

const panels = [
  lens('classified', 'Classified', { x: 0, y: 0, w: 12, h: 6 }, metric, ['count'], classified),
  lens('alerts', 'Alerts', { x: 12, y: 0, w: 12, h: 6 }, metric, ['count'], alerts),
  lens('failed', 'Failed', { x: 24, y: 0, w: 12, h: 6 }, metric, ['count'], failed),
  lens('truncated', 'Cut off', { x: 36, y: 0, w: 12, h: 6 }, metric, ['count'], 'ml.prediction.is_truncated : true'),
  lens(
    'label-over-time',
    'Labels over time',
    { x: 0, y: 6, w: 32, h: 12 },
    chart('bar_stacked', 'time', ['count'], 'label'),
    ['time', 'label', 'count'],
    classified,
  ),
  lens('labels', 'Labels', { x: 32, y: 6, w: 16, h: 12 }, donut, ['label', 'count'], classified),
  lens(
    'label-by-source',
    'Labels by source',
    { x: 0, y: 18, w: 24, h: 14 },
    chart('bar_horizontal_stacked', 'source', ['count'], 'label'),
    ['source', 'label', 'count'],
    classified,
  ),
  lens(
    'label-by-host',
    'Labels by host',
    { x: 24, y: 18, w: 24, h: 14 },
    chart('bar_horizontal_stacked', 'host', ['count'], 'label'),
    ['host', 'label', 'count'],
    classified,
  ),
  lens(
    'certainty',
    'How sure the model is',
    { x: 0, y: 32, w: 24, h: 10 },
    chart('line', 'time', ['median', 'lowest']),
    ['time', 'median', 'lowest'],
    classified,
  ),
  lens(
    'failures-by-source',
    'Failures by source',
    { x: 24, y: 32, w: 24, h: 10 },
    chart('bar_stacked', 'time', ['count'], 'source'),
    ['time', 'source', 'count'],
    failed,
  ),
  searchPanel('last-alerts', 'Last alerts', { x: 0, y: 42, w: 48, h: 14 }, 'logtwin-alerts'),
  searchPanel('least-sure', 'Least sure', { x: 0, y: 56, w: 48, h: 14 }, 'logtwin-least-sure'),
  searchPanel('failures', 'Failures', { x: 0, y: 70, w: 48, h: 14 }, 'logtwin-failures'),
];

// Saved objects

function search(
  id: string,
  title: string,
  description: string,
  query: string,
  columnNames: readonly string[],
  sort: readonly (readonly string[])[],
): Json {
  const index = 'kibanaSavedObjectMeta.searchSourceJSON.index';
  const attributes = {
    title,
    description,
    columns: columnNames,
    sort,
    grid: {},
    hideChart: true,
    isTextBasedQuery: false,
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({ query: kuery(query), filter: [], indexRefName: index }),
    },
  };
  return savedObject('search', id, '8.0.0', attributes, [dataView(index)]);
}

/** The saved objects, in the order of the file: what others refer to comes first. */
export function kibanaObjects(): readonly Json[] {
  return [
    savedObject('index-pattern', dataViewId, '8.0.0', {
      title: 'logtwin-classified-*',
      name: 'logtwin events',
      timeFieldName: '@timestamp',
      // Without it a data view of indices that are not there yet cannot be opened.
      allowNoIndex: true,
      runtimeFieldMap: JSON.stringify({
        logtwin_source: firstOf(['event.dataset', 'event.module'], ["emit(doc.get('_index').value);"]),
        logtwin_host: firstOf(['host.name', 'agent.name'], []),
      }),
    }),
    search(
      'logtwin-alerts',
      'logtwin: alerts',
      'Classified events that are marked as alerts, the last ones first.',
      alerts,
      ['logtwin_source', 'logtwin_host', 'ml_input', label, probability, 'ml.threshold'],
      [['@timestamp', 'desc']],
    ),
    search(
      'logtwin-least-sure',
      'logtwin: least sure events',
      'Classified events, those first of whose label the model is least sure.',
      classified,
      ['logtwin_source', 'logtwin_host', 'ml_input', label, probability],
      [[probability, 'asc']],
    ),
    search(
      'logtwin-failures',
      'logtwin: failures',
      'Events that could not be normalized or classified, with the reason.',
      failed,
      ['logtwin_source', 'logtwin_host', 'tags', 'ml.error.message'],
      [['@timestamp', 'desc']],
    ),
    savedObject(
      'dashboard',
      'logtwin-overview',
      '8.9.0',
      {
        title: 'logtwin: classified events',
        description: 'Labels over time, by source and by host; alerts, the least sure events, failures.',
        panelsJSON: JSON.stringify(panels.map(({ panel }) => panel)),
        optionsJSON: JSON.stringify({
          useMargins: true,
          syncColors: true,
          syncCursor: true,
          syncTooltips: false,
          hidePanelTitles: false,
        }),
        version: 1,
        timeRestore: true,
        timeFrom: 'now-24h',
        timeTo: 'now',
        refreshInterval: { pause: true, value: 60000 },
        kibanaSavedObjectMeta: { searchSourceJSON: JSON.stringify({ query: kuery(''), filter: [] }) },
      },
      panels.map(({ reference }) => reference),
    ),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(
    file,
    `${kibanaObjects()
      .map((object) => JSON.stringify(object))
      .join('\n')}\n`,
  );
  console.log('wrote ingest/kibana/logtwin.ndjson');
}
