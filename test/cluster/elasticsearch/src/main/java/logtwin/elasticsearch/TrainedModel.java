// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelDefinitionPartAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelVocabularyAction;
import org.elasticsearch.xpack.core.ml.inference.TrainedModelConfig;

/**
 * A stored model. Parts of its definition are documents of an index on the server: a search sees them after a refresh, which the last
 * part brings about and which else comes every second.
 */
final class TrainedModel {
  private static final long REFRESH_INTERVAL_NANOS = 1_000_000_000L;

  private record Part(byte[] bytes, long totalLength, long storedAt) {}

  final TrainedModelConfig config;
  PutTrainedModelVocabularyAction.Request vocabulary;
  private final TreeMap<Integer, Part> parts = new TreeMap<>();
  private long refreshedAt = Long.MIN_VALUE;

  TrainedModel(TrainedModelConfig config) {
    this.config = config;
  }

  String id() {
    return config.getModelId();
  }

  boolean hasPart(int number) {
    return parts.containsKey(number);
  }

  void put(PutTrainedModelDefinitionPartAction.Request request) {
    long now = System.nanoTime();
    parts.put(request.getPart(),
        new Part(BytesReference.toBytes(request.getDefinition()), request.getTotalDefinitionLength(), now));
    if (request.getPart() == request.getTotalParts() - 1) refreshedAt = now;
  }

  private List<Part> visibleParts() {
    long now = System.nanoTime();
    return parts.values().stream().filter(part -> part.storedAt <= refreshedAt || now - part.storedAt > REFRESH_INTERVAL_NANOS)
        .toList();
  }

  boolean hasVisibleParts() {
    return !visibleParts().isEmpty();
  }

  long visibleLength() {
    return visibleParts().stream().mapToLong(part -> part.bytes.length).sum();
  }

  /** What the parts say the whole length is; 0 without parts. */
  long totalLength() {
    return parts.isEmpty() ? 0 : parts.firstEntry().getValue().totalLength;
  }

  boolean isFullyDefined() {
    return hasVisibleParts() && visibleLength() == totalLength();
  }

  InputStream definition() {
    return new SequenceInputStream(Collections.enumeration(
        parts.values().stream().map(part -> (InputStream) new ByteArrayInputStream(part.bytes)).toList()));
  }
}
