// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The layers of src/, lowest first. A folder may import from its own layer's folder and from lower
// layers only; folders of the same layer do not import each other.
const layers = [
  ['util'],
  ['diagnostics'],
  ['values'],
  ['javaRegex'],
  ['grok', 'dissect', 'dates', 'mustache', 'transforms'],
  ['painless'],
  ['models'],
  ['inference'],
  ['processors'],
  ['ingest'],
  ['evaluate'],
  ['elasticsearch'],
  ['cli'],
];

const layerRules = layers.flatMap((folders, level) =>
  folders.map((folder) => {
    const above = layers.slice(level + 1).flat();
    const beside = folders.filter((other) => other !== folder);
    return {
      name: `${folder}-points-down`,
      comment: `src/${folder} may import only from the layers below it`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: `^src/(${[...above, ...beside, 'index\\.ts'].join('|')})` },
    };
  }),
);

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan-npm',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'] },
    },
    {
      name: 'network-only-in-elasticsearch',
      comment: 'only src/elasticsearch and model download touch the network',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/elasticsearch/|^src/models/download\\.ts' },
      to: { path: '^(node:)?(http|https|net|tls|dgram)$|@elastic/' },
    },
    {
      name: 'onnxruntime-only-in-backend',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/inference/backends/onnx\\.ts' },
      to: { path: 'onnxruntime' },
    },
    ...layerRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
