// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.elasticsearch.xcontent.NamedXContentRegistry;
import org.elasticsearch.xpack.core.action.util.ExpandedIdsMatcher;
import org.elasticsearch.xpack.core.ml.datafeed.DatafeedConfig;
import org.elasticsearch.xpack.core.ml.datafeed.DatafeedJobValidator;
import org.elasticsearch.xpack.core.ml.datafeed.DatafeedState;
import org.elasticsearch.xpack.core.ml.job.config.Job;
import org.elasticsearch.xpack.core.ml.job.config.JobState;
import org.elasticsearch.xpack.core.ml.job.messages.Messages;
import org.elasticsearch.xpack.core.ml.utils.ExceptionsHelper;

/**
 * Anomaly-detection jobs and datafeeds with their states, by the rules of the server's transport actions (9.x), whose messages it gives.
 * They detect nothing: no data is read.
 */
final class AnomalyJobs {
  private final Map<String, Job> jobs = new TreeMap<>();
  private final Map<String, DatafeedConfig> datafeeds = new TreeMap<>();
  private final Set<String> opened = new TreeSet<>();
  private final Set<String> started = new TreeSet<>();

  synchronized void reset() {
    for (Collection<?> state : List.of(jobs.values(), datafeeds.values(), opened, started)) state.clear();
  }

  /** Bytes that open jobs take on the node. */
  synchronized long usedMemory() {
    return opened.stream().map(jobs::get)
        .mapToLong(job -> (job.getAnalysisLimits().getModelMemoryLimit() << 20) + Job.PROCESS_MEMORY_OVERHEAD.getBytes()).sum();
  }

  // Jobs

  synchronized Job put(Job.Builder builder) {
    if (jobs.containsKey(builder.getId())) throw ExceptionsHelper.jobAlreadyExists(builder.getId());
    builder.validateAnalysisLimitsAndSetDefaults(null);
    builder.validateModelSnapshotRetentionSettingsAndSetDefaults();
    Job job = builder.build(new Date());
    jobs.put(job.getId(), job);
    return job;
  }

  synchronized List<Job> jobs(String expression, boolean allowNoMatch) {
    ExpandedIdsMatcher matcher = new ExpandedIdsMatcher(expression, allowNoMatch);
    List<Job> found = jobs.values().stream().filter(job -> matcher.idMatches(job.getId())
        || job.getGroups().stream().anyMatch(matcher::idMatches)).toList();
    found.forEach(job -> {
      matcher.filterMatchedIds(Set.of(job.getId()));
      matcher.filterMatchedIds(job.getGroups());
    });
    if (matcher.hasUnmatchedIds()) throw ExceptionsHelper.missingJobException(matcher.unmatchedIdsString());
    return found;
  }

  synchronized JobState state(Job job) {
    return opened.contains(job.getId()) ? JobState.OPENED : JobState.CLOSED;
  }

  synchronized void open(String id) {
    if (!jobs.containsKey(id)) throw ExceptionsHelper.missingJobException(id);
    if (!opened.add(id)) throw ExceptionsHelper.conflictStatusException("Cannot open job [{}] because it has already been opened", id);
  }

  /** Closes a job; its datafeed is stopped before. */
  synchronized void close(String expression, boolean allowNoMatch) {
    for (Job job : jobs(expression, allowNoMatch)) {
      datafeedsOf(job.getId()).forEach(datafeed -> started.remove(datafeed.getId()));
      opened.remove(job.getId());
    }
  }

  /** Deletes a job and its datafeed. */
  synchronized void delete(String id, boolean force) {
    if (!jobs.containsKey(id)) throw ExceptionsHelper.missingJobException(id);
    if (!force && opened.contains(id)) {
      throw ExceptionsHelper.conflictStatusException("Cannot delete job [{}] because the job is {}", id, JobState.OPENED);
    }
    datafeedsOf(id).forEach(datafeed -> deleteDatafeed(datafeed.getId(), force));
    opened.remove(id);
    jobs.remove(id);
  }

  // Datafeeds

  synchronized DatafeedConfig put(DatafeedConfig datafeed, NamedXContentRegistry registry) {
    if (datafeeds.containsKey(datafeed.getId())) throw ExceptionsHelper.datafeedAlreadyExists(datafeed.getId());
    Job job = jobs.get(datafeed.getJobId());
    if (job == null) throw ExceptionsHelper.missingJobException(datafeed.getJobId());
    for (DatafeedConfig other : datafeedsOf(job.getId())) {
      throw ExceptionsHelper.conflictStatusException("A datafeed [{}] already exists for job [{}]", other.getId(), job.getId());
    }
    DatafeedJobValidator.validate(datafeed, job, registry);
    datafeeds.put(datafeed.getId(), datafeed);
    return datafeed;
  }

  synchronized List<DatafeedConfig> datafeeds(String expression, boolean allowNoMatch) {
    ExpandedIdsMatcher matcher = new ExpandedIdsMatcher(expression, allowNoMatch);
    List<DatafeedConfig> found = datafeeds.values().stream().filter(datafeed -> matcher.idMatches(datafeed.getId())).toList();
    found.forEach(datafeed -> matcher.filterMatchedIds(Set.of(datafeed.getId())));
    if (matcher.hasUnmatchedIds()) throw ExceptionsHelper.missingDatafeedException(matcher.unmatchedIdsString());
    return found;
  }

  synchronized DatafeedState state(DatafeedConfig datafeed) {
    return started.contains(datafeed.getId()) ? DatafeedState.STARTED : DatafeedState.STOPPED;
  }

  synchronized void start(String id) {
    DatafeedConfig datafeed = datafeeds.get(id);
    if (datafeed == null) throw ExceptionsHelper.missingDatafeedException(id);
    if (!opened.contains(datafeed.getJobId())) {
      throw ExceptionsHelper.conflictStatusException("cannot start datafeed [{}] because job [{}] is {}", id, datafeed.getJobId(),
          JobState.CLOSED);
    }
    if (!started.add(id)) {
      throw ExceptionsHelper.conflictStatusException("cannot start datafeed [{}] because it has already been started", id);
    }
  }

  synchronized void stop(String expression, boolean allowNoMatch) {
    datafeeds(expression, allowNoMatch).forEach(datafeed -> started.remove(datafeed.getId()));
  }

  synchronized void deleteDatafeed(String id, boolean force) {
    if (!datafeeds.containsKey(id)) throw ExceptionsHelper.missingDatafeedException(id);
    if (started.contains(id) && !force) {
      throw ExceptionsHelper.conflictStatusException(Messages.getMessage(Messages.DATAFEED_CANNOT_DELETE_IN_CURRENT_STATE, id,
          DatafeedState.STARTED));
    }
    started.remove(id);
    datafeeds.remove(id);
  }

  private List<DatafeedConfig> datafeedsOf(String job) {
    return datafeeds.values().stream().filter(datafeed -> datafeed.getJobId().equals(job)).toList();
  }
}
