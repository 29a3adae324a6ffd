// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.inference.InferenceResults;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xpack.core.ml.action.StartTrainedModelDeploymentAction.TaskParams;
import org.elasticsearch.xpack.core.ml.inference.assignment.AdaptiveAllocationsSettings;
import org.elasticsearch.xpack.core.ml.inference.assignment.AssignmentState;
import org.elasticsearch.xpack.core.ml.inference.assignment.AssignmentStats;
import org.elasticsearch.xpack.core.ml.inference.assignment.RoutingInfo;
import org.elasticsearch.xpack.core.ml.inference.assignment.RoutingState;
import org.elasticsearch.xpack.core.ml.inference.assignment.TrainedModelAssignment;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.EmptyConfigUpdate;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.InferenceConfigUpdate;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.TextClassificationConfig;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.Tokenization;

/**
 * A deployed model on the one ML node: its assignment, its queue, and libtorch in the place of the native process. Each allocation does
 * one inference at a time.
 */
final class Deployment implements AutoCloseable {
  private record Outcome(double[] probabilities, boolean truncated) {}

  private static final int CACHED_RESULTS = 20_000;

  final TrainedModel model;
  private final MlNode node;
  private final TokenService tokens;
  private final TextClassificationConfig config;
  private final ThreadPoolExecutor allocations;
  private final CompletableFuture<TorchModule> module = new CompletableFuture<>();
  private TrainedModelAssignment assignment;
  private Instant startedAt;
  private Instant lastAccess;

  private final Map<String, Outcome> cache = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Outcome> eldest) {
      return size() > CACHED_RESULTS;
    }
  });
  private final AtomicLong inferences = new AtomicLong();
  private final AtomicLong cacheHits = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private final AtomicLong rejections = new AtomicLong();
  private final AtomicLong timeouts = new AtomicLong();

  Deployment(TrainedModel model, TaskParams parameters, AdaptiveAllocationsSettings adaptive, MlNode node, TokenService tokens) {
    this.model = model;
    this.node = node;
    this.tokens = tokens;
    config = (TextClassificationConfig) model.config.getInferenceConfig();
    int count = Math.max(1, parameters.getNumberOfAllocations());
    allocations = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(parameters.getQueueCapacity()));
    assignment = TrainedModelAssignment.Builder.empty(parameters, adaptive)
        .addRoutingEntry(node.id(), new RoutingInfo(count, count, RoutingState.STARTING, "")).setMaxAssignedAllocations(count)
        .calculateAndSetAssignmentState().build();
    Thread loader = new Thread(this::load, "logtwin-load-" + model.id());
    loader.setDaemon(true);
    loader.start();
  }

  String id() {
    return assignment.getDeploymentId();
  }

  private void load() {
    try {
      if (model.vocabulary == null) {
        throw new IllegalArgumentException("Could not find vocabulary document [" + model.id() + "_vocabulary] for trained model ["
            + model.id() + "]");
      }
      node.failToLoad();
      tokens.open(id(), model.vocabulary);
      TorchScriptCheck.check(model.definition());
      module.complete(TorchModule.load(model.id(), model.definition()));
      route(RoutingState.STARTED, "");
    } catch (Exception | LinkageError failure) {
      module.completeExceptionally(failure);
      route(RoutingState.FAILED, String.valueOf(failure.getMessage()));
    }
  }

  private synchronized void route(RoutingState state, String reason) {
    if (state == RoutingState.STARTED) startedAt = Instant.now();
    int count = parameters().getNumberOfAllocations();
    assignment = TrainedModelAssignment.Builder.fromAssignment(assignment)
        .addOrOverwriteRoutingEntry(node.id(), new RoutingInfo(count, count, state, reason)).calculateAndSetAssignmentState().build();
    notifyAll();
  }

  synchronized TrainedModelAssignment assignment() {
    return assignment;
  }

  TaskParams parameters() {
    return assignment().getTaskParams();
  }

  synchronized void resize(Integer count, AdaptiveAllocationsSettings adaptive) {
    TrainedModelAssignment.Builder builder = TrainedModelAssignment.Builder.fromAssignment(assignment);
    if (adaptive != null) {
      boolean resets = adaptive == AdaptiveAllocationsSettings.RESET_PLACEHOLDER;
      AdaptiveAllocationsSettings former = assignment.getAdaptiveAllocationsSettings();
      builder.setAdaptiveAllocationsSettings(resets ? null : former == null ? adaptive : former.merge(adaptive));
    }
    if (count != null) {
      builder.setNumberOfAllocations(count);
      builder.addOrOverwriteRoutingEntry(node.id(), new RoutingInfo(count, count, routing().getState(), ""));
      // The larger bound has to move first.
      if (count > allocations.getMaximumPoolSize()) allocations.setMaximumPoolSize(count);
      allocations.setCorePoolSize(count);
      allocations.setMaximumPoolSize(count);
    }
    assignment = builder.build();
  }

  private RoutingInfo routing() {
    return assignment().getNodeRoutingTable().get(node.id());
  }

  /** Waits until the deployment has reached what the predicate wants, or failed; false when the time is over first. */
  synchronized boolean await(java.util.function.Predicate<TrainedModelAssignment> reached, TimeValue limit) throws InterruptedException {
    long end = System.nanoTime() + limit.nanos();
    while (!reached.test(assignment) && routing().getState() != RoutingState.FAILED) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) return false;
      wait(left);
    }
    return true;
  }

  /** Why the node could not load the model, or null. */
  String failure() {
    RoutingInfo routing = routing();
    return routing.getState() == RoutingState.FAILED ? routing.getReason() : null;
  }

  /** Classifies a text. */
  InferenceResults infer(String text, InferenceConfigUpdate update, TimeValue limit) {
    if (assignment().getAssignmentState() != AssignmentState.STARTED) {
      throw new ElasticsearchStatusException("Trained model deployment [{}] is not allocated to any nodes", RestStatus.CONFLICT, id());
    }
    TextClassificationConfig settings =
        update instanceof EmptyConfigUpdate ? config : (TextClassificationConfig) config.apply(update);
    Outcome outcome = outcome(text, settings, limit);
    return TextClassification.result(outcome.probabilities, settings, outcome.truncated);
  }

  private Outcome outcome(String text, TextClassificationConfig settings, TimeValue limit) {
    CompletableFuture<Outcome> work = new CompletableFuture<>();
    try {
      allocations.execute(() -> {
        try {
          work.complete(run(text, settings));
        } catch (Throwable failure) {
          work.completeExceptionally(failure);
        }
      });
    } catch (RejectedExecutionException full) {
      rejections.incrementAndGet();
      throw new EsRejectedExecutionException("[" + id() + "] inference process queue is full. Unable to execute command",
          allocations.isShutdown());
    }
    try {
      return limit.millis() < 0 ? work.get() : work.get(limit.millis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      timeouts.incrementAndGet();
      throw new ElasticsearchStatusException("[{}] timeout [{}] waiting for inference result", RestStatus.REQUEST_TIMEOUT, id(), limit);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("inference canceled as process is stopping", stopped);
    } catch (java.util.concurrent.ExecutionException failed) {
      errors.incrementAndGet();
      if (failed.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException(failed.getCause());
    }
  }

  private Outcome run(String text, TextClassificationConfig settings) throws Exception {
    long start = System.nanoTime();
    Tokenization tokenization = settings.getTokenization();
    Map<String, Object> wanted = Map.of(tokenization.getName(), Json.read(Json.write(tokenization, Map.of())));
    String key = wanted + text;
    boolean caches = parameters().getCacheSizeBytes() > 0;
    Outcome known = caches ? cache.get(key) : null;
    if (known != null) {
      cacheHits.incrementAndGet();
    } else {
      node.delay();
      TokenService.Tokens input = tokens.tokenize(id(), wanted, text);
      float[][] logits = module.get().forward(input.arguments());
      known = new Outcome(TextClassification.probabilities(logits, settings.getClassificationLabels().size()), input.truncated());
      if (caches) cache.put(key, known);
    }
    lastAccess = Instant.now();
    inferences.incrementAndGet();
    nanos.addAndGet(System.nanoTime() - start);
    return known;
  }

  void clearCache() {
    cache.clear();
  }

  AssignmentStats stats() {
    TaskParams parameters = parameters();
    TrainedModelAssignment now = assignment();
    RoutingInfo routing = routing();
    AssignmentStats.NodeStats nodeStats;
    if (routing.getState() == RoutingState.STARTED) {
      long count = inferences.get();
      Double average = count == 0 ? null : nanos.get() / 1e6 / count;
      nodeStats = AssignmentStats.NodeStats.forStartedState(node.discoveryNode(), count, average, average,
          allocations.getQueue().size(), (int) errors.get(), cacheHits.get(), (int) rejections.get(), (int) timeouts.get(), lastAccess,
          startedAt, parameters.getThreadsPerAllocation(), routing.getCurrentAllocations(), 0, 0, null, 0);
    } else {
      nodeStats = AssignmentStats.NodeStats.forNotStartedState(node.discoveryNode(), routing.getState(), routing.getReason());
    }
    ByteSizeValue cacheSize = parameters.getCacheSize().orElse(null);
    AssignmentStats stats = new AssignmentStats(id(), model.id(), parameters.getThreadsPerAllocation(),
        parameters.getNumberOfAllocations(), now.getAdaptiveAllocationsSettings(), parameters.getQueueCapacity(), cacheSize,
        now.getStartTime(), List.of(nodeStats), parameters.getPriority()).setState(now.getAssignmentState());
    now.getReason().ifPresent(stats::setReason);
    now.calculateAllocationStatus().ifPresent(stats::setAllocationStatus);
    return stats;
  }

  @Override
  public void close() {
    allocations.shutdownNow();
    // A module that is still being loaded is closed once it is there.
    module.whenComplete((loaded, failure) -> {
      if (loaded != null) loaded.close();
    });
  }
}
