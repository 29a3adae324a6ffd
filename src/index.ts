// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

/**
 * logtwin as a library: everything that the command line does, as functions.
 *
 * Phases: documents are read ({@link readDump}, {@link parseJson}), normalized ({@link loadBundle},
 * {@link createEngine}), classified ({@link loadClassifier}), evaluated ({@link evaluate}, {@link writeReport}); models are
 * converted ({@link convertCheckpoint}) and clusters provisioned ({@link buildPlan}, {@link applySteps}).
 *
 * @packageDocumentation
 */

// Documents: Java's types kept apart, JSON in and out.
export { fromPlain, parseJson, printJson, toPlain } from './values/json.js';
export { HashMap, LinkedHashMap } from './values/maps.js';
export { BigDecimal, BigInteger, Byte, Char, Double, Float, Short } from './values/numbers.js';

// What can go wrong.
export { DiagnosticError, renderDiagnostic, type Diagnostic } from './diagnostics/diagnostic.js';
export { Failure } from './diagnostics/failure.js';
export { Source } from './diagnostics/source.js';

// Scripts.
export { compilePainless, type CompiledScript, type ScriptContextName } from './painless/index.js';

// Pipelines.
export { loadBundle, type Bundle, type BundleOptions } from './ingest/bundle.js';
export {
  createEngine,
  loadPipeline,
  simulate,
  type EngineOptions,
  type IngestResult,
  type InputDocument,
} from './ingest/index.js';
export { openPipeline, type OpenPipeline, type PipelineChoice } from './ingest/openPipeline.js';

// Dumps.
export { readDump, type DumpItem, type ReadOptions } from './ingest/dumps/readDump.js';
export type { DumpDocument } from './ingest/dumps/dumpDocument.js';
export type { DumpProblem } from './ingest/dumps/problem.js';
export { convert, type ConvertOptions, type ConvertReport } from './ingest/convert/convert.js';
export { extract, type ExtractOptions, type ExtractReport } from './ingest/convert/extract.js';
export { simulateDump } from './ingest/simulateDump.js';
export { simulateJson } from './ingest/simulateJson.js';
export { recordedParity, type RecordedParityOptions, type RecordedParityReport } from './ingest/recordedParity.js';

// Inference.
export { embeddedModelFolder } from './inference/embeddedModel.js';
export { loadClassifier, type ClassifierOptions, type TextClassifier } from './inference/textClassification.js';
export type { ClassificationResult } from './inference/textClassificationResult.js';
export { explainer, type Explain, type ExplainedResult } from './inference/explainText.js';
export { InferenceService } from './inference/inferenceService.js';
export { linearFeatureVectors, type SparseVector } from './inference/linearFeatureVectors.js';
export { modelFolders, type ModelFolders } from './inference/modelFolders.js';
export { embedTexts, loadEmbedder, type EmbedderOptions, type TextEmbedder } from './inference/textEmbedding.js';

// Evaluation.
export { AnomalyModel, type AnomalyModelData, type AnomalyScore } from './evaluate/anomaly/anomalyModel.js';
export { readAnomalyFolder, writeAnomalyFolder } from './evaluate/anomaly/anomalyFolder.js';
export { fitAnomalyModel, type FitOptions } from './evaluate/anomaly/fitAnomalyModel.js';
export { compareModels, type ModelComparison } from './evaluate/compareModels.js';
export { evaluate, type EvaluateOptions } from './evaluate/evaluate.js';
export { Drain, type DrainOptions, type Template } from './evaluate/sequences/drain.js';
export { split, type SplitOptions } from './evaluate/splits/split.js';
export { writeReport } from './evaluate/report/writeReport.js';

// Models.
export { convertCheckpoint, type Conversion, type ConvertOptions as ModelConvertOptions } from './models/convert.js';
export { getModel, type FetchedModel, type GetModelOptions } from './models/download.js';
export { foldTemperature, type CalibratedModel } from './models/foldTemperature.js';
export { inspectModel, type ModelReport } from './models/inspect.js';
export { checkArchive, type Check } from './models/preflight.js';
export { quantizeModel, type Quantization, type QuantizeOptions } from './models/quantize.js';

// Clusters.
export { applySteps } from './elasticsearch/apply.js';
export { backfill, type BackfillOptions } from './elasticsearch/backfill/backfill.js';
export type { BackfillReport } from './elasticsearch/backfill/backfillReport.js';
export { Cluster } from './elasticsearch/cluster.js';
export { resolveConnection, type Connection } from './elasticsearch/connection.js';
export { destroySteps } from './elasticsearch/destroy.js';
export { loadManifest, type Manifest } from './elasticsearch/manifest.js';
export {
  clusterParity,
  type ClusterParityOptions,
  type ClusterParityReport,
} from './elasticsearch/parity/clusterParity.js';
export { buildPlan, type Plan } from './elasticsearch/plan.js';
