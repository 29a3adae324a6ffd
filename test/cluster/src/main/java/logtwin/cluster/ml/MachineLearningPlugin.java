// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster.ml;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import org.opensearch.cluster.metadata.IndexNameExpressionResolver;
import org.opensearch.cluster.node.DiscoveryNodes;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.IndexScopedSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.settings.SettingsFilter;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.env.Environment;
import org.opensearch.env.NodeEnvironment;
import org.opensearch.ingest.IngestMetadata;
import org.opensearch.ingest.Processor;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.IngestPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.repositories.RepositoriesService;
import org.opensearch.rest.RestController;
import org.opensearch.rest.RestHandler;
import org.opensearch.script.ScriptService;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.client.Client;
import org.opensearch.watcher.ResourceWatcherService;

/** Gives the node Elasticsearch's machine learning: {@code _ml/*} and the {@code inference} processor. */
public final class MachineLearningPlugin extends Plugin implements ActionPlugin, IngestPlugin {
  private final DefinitionIndex definitions = new DefinitionIndex();
  private final BiFunction<String, Map<String, Object>, Map<String, Object>> machineLearning =
      ElasticsearchLoader.load(this::referencedModels, definitions);
  private ClusterService cluster;

  @Override
  public Collection<Object> createComponents(Client client, ClusterService clusterService, ThreadPool threadPool,
      ResourceWatcherService watcher, ScriptService scriptService, NamedXContentRegistry xContent, Environment environment,
      NodeEnvironment nodeEnvironment, NamedWriteableRegistry writeables, IndexNameExpressionResolver resolver,
      Supplier<RepositoriesService> repositories) {
    cluster = clusterService;
    definitions.setClient(client);
    return List.of();
  }

  private Collection<String> referencedModels() {
    return ReferencedModels.in(cluster.state().metadata().custom(IngestMetadata.TYPE));
  }

  @Override
  public List<RestHandler> getRestHandlers(Settings settings, RestController controller, ClusterSettings clusterSettings,
      IndexScopedSettings indexSettings, SettingsFilter filter, IndexNameExpressionResolver resolver,
      Supplier<DiscoveryNodes> nodes) {
    return List.of(new MachineLearningHandler(machineLearning));
  }

  @Override
  public Map<String, Processor.Factory> getProcessors(Processor.Parameters parameters) {
    return Map.of(InferenceProcessor.TYPE, InferenceProcessor.factory(machineLearning, parameters.genericExecutor::accept));
  }
}
