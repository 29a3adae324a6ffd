// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;

import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.node.DiscoveryNodeRole;
import org.elasticsearch.cluster.node.VersionInformation;
import org.elasticsearch.common.transport.TransportAddress;

/** The one node with the role ml: its memory, its licence, and how slow it is. */
final class MlNode {
  static final long DEFAULT_MEMORY = 4L << 30;
  private static final long LOAD_MILLISECONDS = 300;

  private volatile long memory = DEFAULT_MEMORY;
  private volatile boolean licensed = true;
  private volatile int delay;
  private volatile String loadFailure;
  private final DiscoveryNode node = new DiscoveryNode("logtwin-ml", "logtwin-ml-node",
      new TransportAddress(InetAddress.getLoopbackAddress(), 9300), Map.of("ml.machine_memory", Long.toString(8L << 30),
          "ml.allocated_processors", "2", "ml.max_jvm_size", Long.toString(1L << 30), "ml.config_version", "12.0.0"),
      Set.of(DiscoveryNodeRole.DATA_ROLE, DiscoveryNodeRole.INGEST_ROLE, DiscoveryNodeRole.MASTER_ROLE, DiscoveryNodeRole.ML_ROLE),
      VersionInformation.CURRENT);

  String id() {
    return node.getId();
  }

  DiscoveryNode discoveryNode() {
    return node;
  }

  /** Bytes that machine learning may use. */
  long memory() {
    return memory;
  }

  boolean isLicensed() {
    return licensed;
  }

  /** Makes an inference as slow as the settings say. */
  void delay() throws InterruptedException {
    if (delay > 0) Thread.sleep(delay);
  }

  /** Lets loading a model fail when the settings say so, but not before the request that started it was answered. */
  void failToLoad() throws InterruptedException {
    String failure = loadFailure;
    if (failure == null || failure.isEmpty()) return;
    Thread.sleep(LOAD_MILLISECONDS);
    throw new IllegalStateException(failure);
  }

  /** Takes {@code {memory_bytes?, licensed?, inference_milliseconds?, load_failure?}}; an empty failure is none. */
  void configure(Map<String, Object> settings) {
    if (settings.get("memory_bytes") instanceof Number bytes) memory = bytes.longValue();
    if (settings.get("licensed") instanceof Boolean truth) licensed = truth;
    if (settings.get("load_failure") instanceof String failure) loadFailure = failure;
    if (settings.get("inference_milliseconds") instanceof Number milliseconds) delay = milliseconds.intValue();
  }
}
