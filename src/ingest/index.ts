// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// The ingest engine.

export {
  createEngine,
  Engine,
  type EngineOptions,
  type IndexPipelines,
  type IngestResult,
  type InputDocument,
} from './engine.js';
export { loadPipeline, type LoadedPipeline, type PipelineInput } from './loadPipeline.js';
export { parseYaml } from './parseYaml.js';
export { simulate, resultAnswer, documentAnswer, type SimulateOptions } from './simulate.js';
export { ProcessorFailure } from './processorFailure.js';
export { Pipeline } from './pipeline.js';
export { testFolder, type TestFolderOptions, type TestReport } from './tests/testFolder.js';
export { renderJUnit } from './tests/junit.js';
export { geoDatabaseOf, geoDatabasesOf } from './geoDatabase.js';
