// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// One jest project a suite; `npm test` runs what this machine can run.
// swc strips types file by file and emits CommonJS; types are checked once by tsc.
const shared = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/test/support/sharedTypedArraysEnvironment.cjs',
  extensionsToTreatAsEsm: [],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its exports know `import` only.
    '^oniguruma-parser/generator$': '<rootDir>/node_modules/oniguruma-parser/dist/generator/generate.js',
    '^oniguruma-parser/parser$': '<rootDir>/node_modules/oniguruma-parser/dist/parser/parse.js',
  },
  transform: {
    '^.+\\.(t|m?j)sx?$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(echarts|zrender|oniguruma-to-es|oniguruma-parser|regex|regex-recursion|regex-utilities|@huggingface|@xenova)/)',
  ],
};

const project = (displayName) => ({
  ...shared,
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
});

module.exports = {
  // Room for a busy machine: what hangs still ends.
  testTimeout: 60_000,
  projects: ['unit', 'conformance', 'corpus', 'package', 'browser', 'cluster'].map(project),
};
