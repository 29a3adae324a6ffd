// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

import org.codelibs.opensearch.runner.OpenSearchRunner;
import org.opensearch.Version;
import org.opensearch.core.common.transport.TransportAddress;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.ExtensiblePlugin;

/**
 * Starts one real node on a free port of 127.0.0.1, prints one line of JSON once it answers, and lives until its standard input
 * ends: when the process that started it goes away, in whatever way, so does the node.
 *
 * <p>Arguments: the folder for the node's files, then class names of further plugins on the class path.
 */
public final class ClusterNode {
  private ClusterNode() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    List<String> plugins = new ArrayList<>(List.of(ProofPlugin.class.getName()));
    plugins.addAll(List.of(arguments).subList(1, arguments.length));

    loadScriptExtensions();
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.onBuild((number, settings) -> {
      settings.put("http.host", "127.0.0.1");
      settings.put("http.port", "0");
      settings.put("transport.host", "127.0.0.1");
      settings.put("transport.port", "0");
      settings.put("discovery.type", "single-node");
      // The runner gives a node no ingest role, without which no document goes through a pipeline.
      settings.put("node.roles", "cluster_manager,data,ingest");
      settings.put("node.processors", 2);
      settings.put("http.max_content_length", "512mb");
      settings.put("script.max_compilations_rate", "100000000/1m");
      settings.put("script.painless.regex.enabled", "limited");
      // What is garbage does not count as used.
      settings.put("indices.breaker.total.use_real_memory", false);
    });
    runner.build(OpenSearchRunner.newConfigs().clusterName("logtwin").numOfNode(1).basePath(folder.toString())
        .pluginTypes(String.join(",", plugins)).disableESLogger());
    try (runner) {
      runner.ensureYellow();
      TransportAddress address =
          runner.node().injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress();
      System.out.printf("{\"port\":%d,\"version\":\"%s\",\"java\":\"%s\"}%n", address.getPort(), Version.CURRENT,
          Runtime.version().feature());
      System.out.flush();
      while (System.in.read() >= 0) {
        // Nothing is expected on standard input but its end.
      }
    }
    // The node's own threads end with it; a library's that do not must not keep the process alive.
    System.exit(0);
  }

  /**
   * Gives scripts what other modules add to Painless, such as Processors. A server does so for modules installed in folders, not for
   * those on the class path; the module keeps the lists for the whole process.
   */
  private static void loadScriptExtensions() {
    new PainlessModulePlugin().loadExtensions(new ExtensiblePlugin.ExtensionLoader() {
      @Override
      public <T> List<T> loadExtensions(Class<T> extensionType) {
        return ServiceLoader.load(extensionType).stream().map(ServiceLoader.Provider::get).toList();
      }
    });
  }
}
