// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;

import org.elasticsearch.xpack.core.ml.action.PutTrainedModelDefinitionPartAction;
import org.elasticsearch.xpack.core.ml.action.PutTrainedModelVocabularyAction;
import org.elasticsearch.xpack.core.ml.inference.TrainedModelConfig;

/**
 * A stored model. Parts of its definition are documents of an index, whose lengths are kept here: a search sees them after a refresh,
 * which the last part brings about and which else comes every second.
 */
final class TrainedModel {
  private static final long REFRESH_INTERVAL_NANOS = 1_000_000_000L;

  private record Part(int length, long totalLength, long storedAt) {}

  final TrainedModelConfig config;
  PutTrainedModelVocabularyAction.Request vocabulary;
  private final DefinitionStore definitions;
  private final TreeMap<Integer, Part> parts = new TreeMap<>();
  private long refreshedAt = Long.MIN_VALUE;

  TrainedModel(TrainedModelConfig config, DefinitionStore definitions) {
    this.config = config;
    this.definitions = definitions;
  }

  String id() {
    return config.getModelId();
  }

  /** Stores a part; false where it is there already. */
  boolean put(PutTrainedModelDefinitionPartAction.Request request) {
    if (!definitions.create(request)) return false;
    synchronized (this) {
      long now = System.nanoTime();
      parts.put(request.getPart(), new Part(request.getDefinition().length(), request.getTotalDefinitionLength(), now));
      if (request.getPart() == request.getTotalParts() - 1) refreshedAt = now;
    }
    return true;
  }

  synchronized void deleteDefinition() {
    if (!parts.isEmpty()) definitions.delete(id(), List.copyOf(parts.keySet()));
    parts.clear();
  }

  private synchronized List<Part> visibleParts() {
    long now = System.nanoTime();
    return parts.values().stream().filter(part -> part.storedAt <= refreshedAt || now - part.storedAt > REFRESH_INTERVAL_NANOS)
        .toList();
  }

  boolean hasVisibleParts() {
    return !visibleParts().isEmpty();
  }

  long visibleLength() {
    return visibleParts().stream().mapToLong(part -> part.length).sum();
  }

  /** What the parts say the whole length is; 0 without parts. */
  synchronized long totalLength() {
    return parts.isEmpty() ? 0 : parts.firstEntry().getValue().totalLength;
  }

  boolean isFullyDefined() {
    return hasVisibleParts() && visibleLength() == totalLength();
  }

  /** The definition, read part by part. */
  synchronized InputStream definition() {
    Iterator<Integer> numbers = List.copyOf(parts.keySet()).iterator();
    return new SequenceInputStream(new Enumeration<>() {
      @Override
      public boolean hasMoreElements() {
        return numbers.hasNext();
      }

      @Override
      public InputStream nextElement() {
        return definitions.read(id(), numbers.next());
      }
    });
  }
}
