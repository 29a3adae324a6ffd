// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ResourceAlreadyExistsException;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.inference.InferenceResults;
import org.elasticsearch.ingest.IngestStats;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xpack.core.action.util.ExpandedIdsMatcher;
import org.elasticsearch.xpack.core.ml.action.GetTrainedModelsStatsAction.Response.TrainedModelStats;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelAliasAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelDefinitionPartAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelVocabularyAction;
import org.elasticsearch.xpack.core.ml.action.StartTrainedModelDeploymentAction;
import org.elasticsearch.xpack.core.ml.action.UpdateTrainedModelDeploymentAction;
import org.elasticsearch.xpack.core.ml.inference.TrainedModelConfig;
import org.elasticsearch.xpack.core.ml.inference.TrainedModelType;
import org.elasticsearch.xpack.core.ml.inference.assignment.AllocationStatus;
import org.elasticsearch.xpack.core.ml.inference.assignment.TrainedModelAssignment;
import org.elasticsearch.xpack.core.ml.inference.persistence.InferenceIndexConstants;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.IndexLocation;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.InferenceConfigUpdate;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.NlpConfig;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.TextClassificationConfig;
import org.elasticsearch.xpack.core.ml.inference.trainedmodel.TrainedModelSizeStats;
import org.elasticsearch.xpack.core.ml.job.messages.Messages;
import org.elasticsearch.xpack.core.ml.utils.ExceptionsHelper;

/** Models, aliases and deployments, with the rules of the server's transport actions (9.x), whose messages it gives. */
final class TrainedModels {
  private static final int MOST_DEPLOYMENTS = 100;

  private final Map<String, TrainedModel> models = new TreeMap<>();
  private final Map<String, String> aliases = new TreeMap<>();
  private final Map<String, Deployment> deployments = new TreeMap<>();
  private final MlNode node;
  private final TokenService tokens;
  private final DefinitionStore definitions;
  private final Supplier<Collection<String>> referenced;

  /** {@code referenced} gives the ids that inference processors of stored pipelines name. */
  TrainedModels(MlNode node, TokenService tokens, DefinitionStore definitions, Supplier<Collection<String>> referenced) {
    this.node = node;
    this.tokens = tokens;
    this.definitions = definitions;
    this.referenced = referenced;
  }

  synchronized TrainedModelConfig put(TrainedModelConfig config) {
    String id = config.getModelId();
    if (!(config.getInferenceConfig() instanceof TextClassificationConfig)) {
      throw ExceptionsHelper.badRequestException("the test cluster knows text_classification models only, and [{}] is none", id);
    }
    if (models.containsKey(id)) {
      throw new ResourceAlreadyExistsException(Messages.getMessage(Messages.INFERENCE_TRAINED_MODEL_EXISTS, id));
    }
    if (aliases.containsKey(id)) {
      throw ExceptionsHelper.badRequestException(
          "requested model_id [{}] is the same as an existing model_alias. Model model_aliases and ids must be unique", id);
    }
    if (deployments.containsKey(id)) {
      throw ExceptionsHelper.badRequestException("Cannot create model [{}] the id is the same as an current model deployment", id);
    }
    Set<String> clashing = new TreeSet<>(config.getTags());
    clashing.retainAll(models.keySet());
    if (!clashing.isEmpty()) {
      throw ExceptionsHelper.badRequestException(Messages.getMessage(Messages.INFERENCE_TAGS_AND_MODEL_IDS_UNIQUE, clashing));
    }
    if (models.values().stream().anyMatch(model -> model.config.getTags().contains(id))) {
      throw ExceptionsHelper.badRequestException(Messages.getMessage(Messages.INFERENCE_MODEL_ID_AND_TAGS_UNIQUE, id));
    }
    TrainedModelConfig stored = config.getLocation() != null ? config
        : new TrainedModelConfig.Builder(config).setLocation(new IndexLocation(InferenceIndexConstants.nativeDefinitionStore())).build();
    models.put(id, new TrainedModel(stored, definitions));
    return stored;
  }

  /** Parts are written side by side, as the server's index takes them. */
  void put(PutTrainedModelDefinitionPartAction.Request request) {
    TrainedModel model = stored(request.getModelId());
    if (!model.put(request)) {
      throw new ResourceAlreadyExistsException(
          Messages.getMessage(Messages.INFERENCE_TRAINED_MODEL_DOC_EXISTS, model.id(), request.getPart()));
    }
  }

  synchronized void put(PutTrainedModelVocabularyAction.Request request) {
    TrainedModel model = stored(request.getModelId());
    ((NlpConfig) model.config.getInferenceConfig()).getTokenization().validateVocabulary(request);
    if (model.vocabulary != null) {
      throw new ResourceAlreadyExistsException(Messages.getMessage(Messages.INFERENCE_TRAINED_MODEL_VOCAB_EXISTS, model.id()));
    }
    model.vocabulary = request;
  }

  /** The configurations that an expression of ids, aliases and wildcards matches, in order of id. */
  synchronized List<TrainedModelConfig> find(String expression, List<String> tags, boolean allowNoMatch) {
    Set<String> ids = expand(expression, allowNoMatch);
    return ids.stream().map(models::get).filter(model -> model.config.getTags().containsAll(tags)).map(this::described).toList();
  }

  private TrainedModelConfig described(TrainedModel model) {
    List<String> names = aliasesOf(model.id());
    TrainedModelConfig.Builder builder = new TrainedModelConfig.Builder(model.config);
    if (!names.isEmpty()) builder.setModelAliases(new TreeSet<>(names));
    TrainedModelConfig config = builder.build();
    config.setFullDefinition(model.isFullyDefined());
    return config;
  }

  private Set<String> expand(String expression, boolean allowNoMatch) {
    String[] wanted = ExpandedIdsMatcher.tokenizeExpression(expression);
    ExpandedIdsMatcher required = new ExpandedIdsMatcher(wanted, allowNoMatch);
    ExpandedIdsMatcher.SimpleIdsMatcher matcher = new ExpandedIdsMatcher.SimpleIdsMatcher(wanted);
    Set<String> ids = new TreeSet<>();
    List<String> matched = new ArrayList<>();
    for (String id : models.keySet()) {
      if (matcher.idMatches(id)) {
        ids.add(id);
        matched.add(id);
      }
    }
    aliases.forEach((alias, id) -> {
      if (matcher.idMatches(alias)) {
        ids.add(id);
        matched.add(alias);
      }
    });
    required.filterMatchedIds(matched);
    if (required.hasUnmatchedIds()) throw ExceptionsHelper.missingTrainedModel(required.unmatchedIdsString());
    return ids;
  }

  synchronized void delete(String id, boolean force) {
    Collection<String> references = referenced.get();
    if (!force && references.contains(id)) {
      throw ExceptionsHelper.conflictStatusException(
          "Cannot delete model [{}] as it is still referenced by ingest processors; use force to delete the model", id);
    }
    List<String> names = aliasesOf(id);
    Optional<String> referencedAlias = names.stream().filter(references::contains).findFirst();
    if (!force && referencedAlias.isPresent()) {
      throw ExceptionsHelper.conflictStatusException("Cannot delete model [{}] as it has a model_alias [{}] that is still referenced by"
          + " ingest processors; use force to delete the model", id, referencedAlias.get());
    }
    List<Deployment> running = deploymentsOf(id);
    if (!force && !running.isEmpty()) {
      throw ExceptionsHelper.conflictStatusException(
          "Cannot delete model [{}] as it is currently deployed; use force to delete the model", id);
    }
    if (!models.containsKey(id)) throw new ResourceNotFoundException(Messages.getMessage(Messages.INFERENCE_NOT_FOUND, id));
    running.forEach(this::close);
    names.forEach(aliases::remove);
    models.remove(id).deleteDefinition();
  }

  synchronized void put(PutTrainedModelAliasAction.Request request) {
    String alias = request.getModelAlias();
    String id = request.getModelId();
    String formerId = aliases.get(alias);
    if (formerId != null && !request.isReassign()) {
      throw ExceptionsHelper.badRequestException("cannot assign model_alias [{}] to model_id [{}] as model_alias already refers to [{}]. "
          + "Set parameter [reassign] to [true] if model_alias should be reassigned.", alias, id, formerId);
    }
    if (models.containsKey(alias)) {
      throw ExceptionsHelper.badRequestException("model_alias cannot be the same as an existing trained model_id");
    }
    TrainedModel model = models.get(id);
    if (model == null) throw ExceptionsHelper.missingTrainedModel(id);
    TrainedModel former = formerId == null ? null : models.get(formerId);
    if (former != null) checkReassignment(alias, model, former);
    aliases.put(alias, id);
  }

  private void checkReassignment(String alias, TrainedModel model, TrainedModel former) {
    String type = model.config.getInferenceConfig().getName();
    String formerType = former.config.getInferenceConfig().getName();
    if (!type.equals(formerType)) {
      throw ExceptionsHelper.badRequestException(
          "cannot reassign model_alias [{}] to model [{}] with inference config type [{}] from model [{}] with type [{}]", alias,
          model.id(), type, former.id(), formerType);
    }
    List<Deployment> running = deploymentsOf(model.id());
    List<Deployment> formerRunning = deploymentsOf(former.id());
    if (!formerRunning.isEmpty() && running.isEmpty()) {
      throw ExceptionsHelper.badRequestException(
          "cannot reassign model_alias [{}] to model [{}] from model [{}] as it is not yet deployed", alias, model.id(), former.id());
    }
    if (formerRunning.stream().anyMatch(TrainedModels::isAllocated) && !running.stream().allMatch(TrainedModels::isAllocated)) {
      throw ExceptionsHelper.badRequestException(
          "cannot reassign model_alias [{}] to model [{}]  from model [{}] as it is not yet allocated to any nodes", alias, model.id(),
          former.id());
    }
  }

  private static boolean isAllocated(Deployment deployment) {
    return deployment.assignment().calculateAllocationStatus()
        .map(status -> status.calculateState().isAnyOf(AllocationStatus.State.STARTED, AllocationStatus.State.FULLY_ALLOCATED))
        .orElse(false);
  }

  synchronized void deleteAlias(String alias, String id) {
    String target = aliases.get(alias);
    if (target == null) {
      throw new ElasticsearchStatusException("model_alias [{}] could not be found", RestStatus.NOT_FOUND, alias);
    }
    if (!target.equals(id)) {
      throw new ElasticsearchStatusException("model_alias [{}] does not refer to provided model_id [{}]", RestStatus.CONFLICT, alias,
          id);
    }
    if (referenced.get().contains(alias)) {
      throw ExceptionsHelper.conflictStatusException("Cannot delete model_alias [{}] as it is still referenced by ingest processors",
          alias);
    }
    aliases.remove(alias);
  }

  /** Starts a deployment and waits for the state that the request names. */
  TrainedModelAssignment start(StartTrainedModelDeploymentAction.Request request) throws InterruptedException {
    Deployment deployment = create(request);
    boolean inTime = deployment.await(
        assignment -> assignment.calculateAllocationStatus()
            .map(status -> status.calculateState().compareTo(request.getWaitForState()) >= 0).orElse(true),
        request.getTimeout());
    String failure = deployment.failure();
    if (failure != null) {
      synchronized (this) {
        close(deployment);
      }
      throw new ElasticsearchStatusException("Could not start trained model deployment, the following nodes failed with errors [{}]",
          RestStatus.INTERNAL_SERVER_ERROR, Map.of(node.id(), failure));
    }
    if (!inTime) {
      throw new ElasticsearchStatusException("Timed out after [{}] waiting for trained model deployment [{}] to start. Use the trained"
          + " model stats API to track the state of the deployment and try again once it has started.", RestStatus.REQUEST_TIMEOUT,
          request.getTimeout(), request.getDeploymentId());
    }
    return deployment.assignment();
  }

  private synchronized Deployment create(StartTrainedModelDeploymentAction.Request request) {
    String id = request.getDeploymentId();
    if (deployments.size() >= MOST_DEPLOYMENTS) {
      throw new ElasticsearchStatusException("Could not start model deployment because existing deployments reached the limit of [{}]",
          RestStatus.TOO_MANY_REQUESTS, MOST_DEPLOYMENTS);
    }
    if (deployments.containsKey(id)) {
      throw ExceptionsHelper
          .badRequestException("Could not start model deployment because an existing deployment with the same id [{}] exist", id);
    }
    TrainedModel model = models.get(expand(request.getModelId(), false).iterator().next());
    if (model.config.getModelType() != TrainedModelType.PYTORCH) {
      throw ExceptionsHelper.badRequestException("model [{}] of type [{}] cannot be deployed. Only PyTorch models can be deployed",
          model.id(), model.config.getModelType());
    }
    if (!id.equals(model.id()) && models.containsKey(id)) {
      throw ExceptionsHelper.badRequestException("Deployment id [{}] is the same as an another model which is not the model being"
          + " deployed. Deployment id can be the same as the model being deployed but cannot match a different model", id, model.id());
    }
    checkDefinition(model);
    StartTrainedModelDeploymentAction.TaskParams parameters = new StartTrainedModelDeploymentAction.TaskParams(model.id(), id,
        model.totalLength(), request.computeNumberOfAllocations(), request.getThreadsPerAllocation(), request.getQueueCapacity(),
        Objects.requireNonNullElse(request.getCacheSize(), ByteSizeValue.ofBytes(model.totalLength())), request.getPriority(),
        model.config.getPerDeploymentMemoryBytes(), model.config.getPerAllocationMemoryBytes());
    checkMemory(parameters.estimateMemoryUsageBytes());
    Deployment deployment = new Deployment(model, parameters, request.getAdaptiveAllocationsSettings(), node, tokens);
    deployments.put(id, deployment);
    return deployment;
  }

  private static void checkDefinition(TrainedModel model) {
    if (!model.hasVisibleParts()) {
      throw new ResourceNotFoundException(Messages.getMessage(Messages.MODEL_DEFINITION_NOT_FOUND, model.id()));
    }
    if (!model.isFullyDefined()) {
      throw ExceptionsHelper.badRequestException("[{}] The sum of all model definition parts [{}] does not equal the total definition"
          + " length [{}]. " + Messages.UNABLE_TO_DEPLOY_MODEL_BAD_PARTS, model.id(), model.visibleLength(), model.totalLength());
    }
  }

  private void checkMemory(long needed) {
    long used = usedMemory();
    if (used + needed <= node.memory()) return;
    String detail = "Could not start deployment because no suitable nodes were found, allocation explanation [Could not assign (more) "
        + "allocations on node [" + node.id() + "]. Reason: This node has insufficient available memory. Available memory for ML ["
        + node.memory() + "], free memory [" + (node.memory() - used) + "], estimated memory required for this model [" + needed + "].]";
    throw new ElasticsearchStatusException("Could not start deployment because no ML nodes with sufficient capacity were found",
        RestStatus.TOO_MANY_REQUESTS, new IllegalStateException(detail));
  }

  /** Bytes that the deployments are estimated to take. */
  synchronized long usedMemory() {
    return deployments.values().stream().mapToLong(deployment -> deployment.parameters().estimateMemoryUsageBytes()).sum();
  }

  synchronized TrainedModelAssignment update(UpdateTrainedModelDeploymentAction.Request request) {
    Deployment deployment = deployments.get(request.getDeploymentId());
    if (deployment == null) throw ExceptionsHelper.missingModelDeployment(request.getDeploymentId());
    switch (deployment.assignment().getAssignmentState()) {
      case STARTED -> deployment.resize(request.getNumberOfAllocations(), request.getAdaptiveAllocationsSettings());
      default -> throw ExceptionsHelper.conflictStatusException("cannot update deployment that is not in [started] state");
    }
    return deployment.assignment();
  }

  synchronized void stop(String id, boolean force, boolean allowNoMatch) {
    Deployment deployment = deployments.get(id);
    if (deployment == null) {
      if (allowNoMatch) return;
      throw ExceptionsHelper.missingModelDeployment(id);
    }
    if (!force) {
      Collection<String> references = referenced.get();
      if (references.contains(id)) {
        throw ExceptionsHelper.conflictStatusException(
            "Cannot stop deployment [{}] as it is referenced by ingest processors; use force to stop the deployment", id);
      }
      aliasesOf(deployment.model.id()).stream().filter(references::contains).findFirst().ifPresent(alias -> {
        throw ExceptionsHelper.conflictStatusException("Cannot stop deployment [{}] as it has a model_alias [{}] that is still referenced"
            + " by ingest processors; use force to stop the deployment", id, alias);
      });
    }
    close(deployment);
  }

  void clearCache(String id) {
    deployed(id).clearCache();
  }

  /** Statistics of each model that the expression matches, one entry a deployment. */
  synchronized List<TrainedModelStats> stats(String expression, boolean allowNoMatch) {
    Deployment named = deployments.get(expression);
    Set<String> ids = named == null ? expand(expression, allowNoMatch) : Set.of(named.model.id());
    Collection<String> references = referenced.get();
    List<TrainedModelStats> stats = new ArrayList<>();
    for (String id : ids) {
      TrainedModel model = models.get(id);
      int pipelines = (int) references.stream().filter(name -> name.equals(id) || id.equals(aliases.get(name))).count();
      List<Deployment> running = deploymentsOf(id);
      long needed = running.isEmpty() ? 0 : running.getFirst().parameters().estimateMemoryUsageBytes();
      TrainedModelSizeStats size = new TrainedModelSizeStats(model.totalLength(), needed);
      if (running.isEmpty()) stats.add(new TrainedModelStats(id, size, IngestStats.IDENTITY, pipelines, null, null));
      for (Deployment deployment : running) {
        var deploymentStats = deployment.stats();
        stats.add(new TrainedModelStats(id, size, IngestStats.IDENTITY, pipelines, deploymentStats.getOverallInferenceStats(),
            deploymentStats));
      }
    }
    return stats;
  }

  /** The deployment that a model id, a deployment id or an alias stands for. */
  synchronized Deployment deployed(String id) {
    Deployment deployment = deployments.get(id);
    if (deployment != null) return deployment;
    String modelId = aliases.getOrDefault(id, id);
    List<Deployment> running = deploymentsOf(modelId);
    if (!running.isEmpty()) return running.getFirst();
    if (!models.containsKey(modelId)) {
      throw new ResourceNotFoundException(Messages.getMessage(Messages.INFERENCE_NOT_FOUND, modelId));
    }
    throw new ElasticsearchStatusException(
        "model [{}] must be deployed to use. Please deploy with the start trained model deployment API.", RestStatus.BAD_REQUEST, modelId);
  }

  /** What {@code model_id} of a result says: the model that an alias points to, else the id asked for. */
  synchronized String responseId(String id) {
    return aliases.getOrDefault(id, id);
  }

  InferenceResults infer(String id, String text, InferenceConfigUpdate update, TimeValue limit) {
    return deployed(id).infer(text, update, limit);
  }

  /** Forgets everything. */
  synchronized void reset() {
    List.copyOf(deployments.values()).forEach(this::close);
    aliases.clear();
    models.values().forEach(TrainedModel::deleteDefinition);
    models.clear();
  }

  private void close(Deployment deployment) {
    deployments.remove(deployment.id());
    deployment.close();
  }

  private synchronized TrainedModel stored(String id) {
    TrainedModel model = models.get(id);
    if (model == null) throw new ResourceNotFoundException(Messages.getMessage(Messages.INFERENCE_NOT_FOUND, id));
    return model;
  }

  private List<String> aliasesOf(String id) {
    return aliases.entrySet().stream().filter(entry -> entry.getValue().equals(id)).map(Map.Entry::getKey).toList();
  }

  private List<Deployment> deploymentsOf(String id) {
    return deployments.values().stream().filter(deployment -> deployment.model.id().equals(id))
        .sorted(Comparator.comparing(Deployment::id)).toList();
  }
}
