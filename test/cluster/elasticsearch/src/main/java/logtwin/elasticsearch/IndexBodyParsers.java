// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.IOException;
import java.util.Map;

import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.admin.indices.create.CreateIndexRequest;
import org.elasticsearch.action.admin.indices.mapping.put.PutMappingRequest;
import org.elasticsearch.action.admin.indices.settings.put.UpdateSettingsRequest;
import org.elasticsearch.action.admin.indices.template.put.PutComponentTemplateAction;
import org.elasticsearch.action.admin.indices.template.put.TransportPutComposableIndexTemplateAction;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.search.ClosePointInTimeRequest;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.cluster.metadata.ComponentTemplate;
import org.elasticsearch.cluster.metadata.ComposableIndexTemplate;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.xcontent.LoggingDeprecationHandler;
import org.elasticsearch.index.mapper.MapperService;
import org.elasticsearch.index.reindex.ReindexRequest;
import org.elasticsearch.index.reindex.UpdateByQueryRequest;
import org.elasticsearch.rest.action.RestActions;
import org.elasticsearch.script.Script;
import org.elasticsearch.script.StoredScriptSource;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentType;

/** The parsers and checks of requests about indices, documents, templates and pipelines. */
final class IndexBodyParsers {
  private static final String ID = "parsed";

  private IndexBodyParsers() {}

  static ActionRequestValidationException parse(String kind, byte[] body, XContentParser parser) throws Exception {
    return switch (kind) {
      case "component_template" ->
        new PutComponentTemplateAction.Request(ID).componentTemplate(ComponentTemplate.parse(parser)).validate();
      case "index_template" ->
        new TransportPutComposableIndexTemplateAction.Request(ID).indexTemplate(ComposableIndexTemplate.parse(parser)).validate();
      case "mapping" -> mapping(parser.map());
      case "create_index" -> new CreateIndexRequest(ID).source(parser.map(), LoggingDeprecationHandler.INSTANCE).validate();
      case "index_settings" -> new UpdateSettingsRequest(ID).fromXContent(parser).validate();
      case "stored_script" -> {
        StoredScriptSource.parse(new BytesArray(body), XContentType.JSON);
        yield null;
      }
      case "pipeline" -> PipelineBodies.pipeline(Json.read(body));
      case "pipeline_simulate" -> PipelineBodies.simulate(Json.read(body));
      case "bulk" -> new BulkRequest().add(new BytesArray(body), ID, XContentType.JSON).validate();
      case "search" -> search(parser).validate();
      case "count" -> {
        RestActions.getQueryContent(parser);
        yield null;
      }
      case "point_in_time_close" -> ClosePointInTimeRequest.fromXContent(parser).validate();
      case "reindex" -> ReindexRequest.fromXContent(parser, feature -> true).validate();
      case "update_by_query" -> updateByQuery(parser.mapOrdered());
      default -> throw new IllegalArgumentException("there is no parser for [" + kind + "]");
    };
  }

  /** Types of fields are checked by an index, which there is none of here. */
  private static ActionRequestValidationException mapping(Map<String, Object> body) {
    if (MapperService.isMappingSourceTyped(MapperService.SINGLE_MAPPING_NAME, body)) {
      throw new IllegalArgumentException("Types cannot be provided in put mapping requests");
    }
    return new PutMappingRequest(ID).source(body).validate();
  }

  private static SearchRequest search(XContentParser parser) throws IOException {
    SearchRequest request = new SearchRequest();
    return request.source(new SearchSourceBuilder().parseXContent(request, parser, true, feature -> true));
  }

  /** What the handler (in a module that is not published) takes out of the body itself; the rest is a search. */
  private static ActionRequestValidationException updateByQuery(Map<String, Object> body) throws IOException {
    UpdateByQueryRequest request = new UpdateByQueryRequest(ID);
    if (body.remove("conflicts") instanceof String conflicts) request.setConflicts(conflicts);
    if (body.remove("max_docs") instanceof Number most) request.setMaxDocs(most.intValue());
    if (body.remove("script") instanceof Map<?, ?> script) request.setScript(Script.parse(script));
    try (XContentParser parser = Json.parser(Json.write(body))) {
      request.getSearchRequest().source(request.getSearchRequest().source().parseXContent(parser, true, feature -> true));
    }
    return request.validate();
  }
}
