// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.license.LicenseUtils;
import org.elasticsearch.xcontent.ToXContent;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xpack.core.action.util.QueryPage;
import org.elasticsearch.xpack.core.ml.action.CloseJobAction;
import org.elasticsearch.xpack.core.ml.action.GetDatafeedsAction;
import org.elasticsearch.xpack.core.ml.action.GetDatafeedsStatsAction;
import org.elasticsearch.xpack.core.ml.action.GetDatafeedsStatsAction.Response.DatafeedStats;
import org.elasticsearch.xpack.core.ml.action.GetJobsAction;
import org.elasticsearch.xpack.core.ml.action.GetJobsStatsAction;
import org.elasticsearch.xpack.core.ml.action.GetJobsStatsAction.Response.JobStats;
import org.elasticsearch.xpack.core.ml.action.OpenJobAction;
import org.elasticsearch.xpack.core.ml.action.PutDatafeedAction;
import org.elasticsearch.xpack.core.ml.action.PutJobAction;
import org.elasticsearch.xpack.core.ml.action.StartDatafeedAction;
import org.elasticsearch.xpack.core.ml.action.StopDatafeedAction;
import org.elasticsearch.xpack.core.ml.datafeed.DatafeedConfig;
import org.elasticsearch.xpack.core.ml.datafeed.DatafeedState;
import org.elasticsearch.xpack.core.ml.datafeed.DatafeedTimingStats;
import org.elasticsearch.xpack.core.ml.job.config.Job;
import org.elasticsearch.xpack.core.ml.job.config.JobState;
import org.elasticsearch.xpack.core.ml.job.process.autodetect.state.DataCounts;
import org.elasticsearch.xpack.core.ml.job.process.autodetect.state.ModelSizeStats;
import org.elasticsearch.xpack.core.ml.job.process.autodetect.state.TimingStats;
import org.elasticsearch.xpack.core.ml.stats.ForecastStats;

/** The REST endpoints of {@code _ml/anomaly_detectors} and {@code _ml/datafeeds}, read and written by Elasticsearch's own classes. */
final class AnomalyJobEndpoints {
  private static final IndicesOptions INDICES = IndicesOptions.LENIENT_EXPAND_OPEN;

  private final AnomalyJobs jobs;
  private final MlNode node;

  AnomalyJobEndpoints(AnomalyJobs jobs, MlNode node) {
    this.jobs = jobs;
    this.node = node;
  }

  /** The answer to a request under one of the two, or null when there is no such endpoint. */
  Answer handle(Request request) throws IOException {
    if (!node.isLicensed()) throw LicenseUtils.newComplianceException("ml");
    List<String> path = request.path();
    boolean statsOfAll = path.size() == 3 && path.get(2).equals("_stats");
    String id = path.size() == 2 || statsOfAll ? "_all" : path.get(2);
    String verb = statsOfAll ? "_stats" : path.size() > 3 ? path.get(3) : "";
    String call = request.method() + " " + verb;
    if (path.size() > 4) return null;
    if (path.get(1).equals("datafeeds")) {
      return switch (call) {
        case "PUT " -> putDatafeed(request, id);
        case "GET " -> getDatafeeds(request, id);
        case "GET _stats" -> datafeedStats(request, id);
        case "POST _start" -> start(request, id);
        case "POST _stop" -> stop(request, id);
        case "DELETE " -> deleteDatafeed(request, id);
        default -> null;
      };
    }
    return switch (call) {
      case "PUT " -> putJob(request, id);
      case "GET " -> getJobs(request, id);
      case "GET _stats" -> jobStats(request, id);
      case "POST _open" -> open(request, id);
      case "POST _close" -> close(request, id);
      case "DELETE " -> deleteJob(request, id);
      default -> null;
    };
  }

  // Jobs

  private Answer putJob(Request request, String id) throws IOException {
    request.accept("ignore_unavailable", "allow_no_indices", "ignore_throttled", "expand_wildcards", "timeout", "master_timeout");
    try (XContentParser parser = Json.parser(request.body())) {
      var put = PutJobAction.Request.parseRequest(id, parser, INDICES);
      check(put.validate());
      return written(new PutJobAction.Response(jobs.put(put.getJobBuilder())));
    }
  }

  private Answer getJobs(Request request, String id) throws IOException {
    request.accept("allow_no_match", "exclude_generated");
    List<Job> found = jobs.jobs(id, request.flag("allow_no_match", true));
    return Answer.ok(Json.write(new GetJobsAction.Response(new QueryPage<>(found, found.size(), Job.RESULTS_FIELD)), request.query()));
  }

  private Answer jobStats(Request request, String id) throws IOException {
    request.accept("allow_no_match");
    List<JobStats> found = jobs.jobs(id, request.flag("allow_no_match", true)).stream().map(this::statsOf).toList();
    return written(new GetJobsStatsAction.Response(new QueryPage<>(found, found.size(), Job.RESULTS_FIELD)));
  }

  private JobStats statsOf(Job job) {
    String id = job.getId();
    JobState state = jobs.state(job);
    boolean open = state == JobState.OPENED;
    return new JobStats(id, new DataCounts(id), new ModelSizeStats.Builder(id).build(), new ForecastStats(), state,
        open ? node.discoveryNode() : null, null, open ? TimeValue.timeValueSeconds(1) : null, new TimingStats(id));
  }

  private Answer open(Request request, String id) throws IOException {
    request.accept("timeout");
    if (request.hasBody()) {
      try (XContentParser parser = Json.parser(request.body())) {
        check(OpenJobAction.Request.parseRequest(id, parser).validate());
      }
    }
    jobs.open(id);
    return Answer.ok(Map.of("opened", true, "node", node.id()));
  }

  private Answer close(Request request, String id) throws IOException {
    request.accept("close_timeout", "force", "allow_no_match");
    boolean allowNoMatch = request.flag("allow_no_match", true);
    if (request.hasBody()) {
      try (XContentParser parser = Json.parser(request.body())) {
        var close = CloseJobAction.Request.parseRequest(id, parser);
        check(close.validate());
        allowNoMatch = close.allowNoMatch();
      }
    }
    jobs.close(id, allowNoMatch);
    return written(new CloseJobAction.Response(true));
  }

  private Answer deleteJob(Request request, String id) {
    request.accept("force", "wait_for_completion", "delete_user_annotations", "timeout", "master_timeout");
    jobs.delete(id, request.flag("force", false));
    return Answer.acknowledged();
  }

  // Datafeeds

  private Answer putDatafeed(Request request, String id) throws IOException {
    request.accept("ignore_unavailable", "allow_no_indices", "ignore_throttled", "expand_wildcards", "timeout", "master_timeout");
    try (XContentParser parser = Json.parser(request.body())) {
      var put = PutDatafeedAction.Request.parseRequest(id, INDICES, parser);
      check(put.validate());
      return written(new PutDatafeedAction.Response(jobs.put(put.getDatafeed(), parser.getXContentRegistry())));
    }
  }

  private Answer getDatafeeds(Request request, String id) throws IOException {
    request.accept("allow_no_match", "exclude_generated");
    List<DatafeedConfig> found = jobs.datafeeds(id, request.flag("allow_no_match", true));
    var page = new QueryPage<>(found, found.size(), DatafeedConfig.RESULTS_FIELD);
    return Answer.ok(Json.write(new GetDatafeedsAction.Response(page), request.query()));
  }

  private Answer datafeedStats(Request request, String id) throws IOException {
    request.accept("allow_no_match");
    List<DatafeedStats> found = jobs.datafeeds(id, request.flag("allow_no_match", true)).stream().map(this::statsOf).toList();
    return written(new GetDatafeedsStatsAction.Response(new QueryPage<>(found, found.size(), DatafeedConfig.RESULTS_FIELD)));
  }

  private DatafeedStats statsOf(DatafeedConfig datafeed) {
    DatafeedState state = jobs.state(datafeed);
    return new DatafeedStats(datafeed.getId(), state, state == DatafeedState.STARTED ? node.discoveryNode() : null, null,
        new DatafeedTimingStats(datafeed.getJobId()), null);
  }

  private Answer start(Request request, String id) throws IOException {
    request.accept("start", "end", "timeout");
    if (request.hasBody()) {
      try (XContentParser parser = Json.parser(request.body())) {
        check(StartDatafeedAction.Request.parseRequest(id, parser).validate());
      }
    }
    jobs.start(id);
    return Answer.ok(Map.of("started", true, "node", node.id()));
  }

  private Answer stop(Request request, String id) throws IOException {
    request.accept("timeout", "force", "allow_no_match", "close_job");
    boolean allowNoMatch = request.flag("allow_no_match", true);
    if (request.hasBody()) {
      try (XContentParser parser = Json.parser(request.body())) {
        var stop = StopDatafeedAction.Request.parseRequest(id, parser);
        check(stop.validate());
        allowNoMatch = stop.allowNoMatch();
      }
    }
    jobs.stop(id, allowNoMatch);
    return Answer.ok(Map.of("stopped", true));
  }

  private Answer deleteDatafeed(Request request, String id) {
    request.accept("force", "timeout", "master_timeout");
    jobs.deleteDatafeed(id, request.flag("force", false));
    return Answer.acknowledged();
  }

  private static Answer written(ToXContent response) throws IOException {
    return Answer.ok(Json.write(response, Map.of()));
  }

  private static void check(ActionRequestValidationException problems) {
    if (problems != null) throw problems;
  }
}
