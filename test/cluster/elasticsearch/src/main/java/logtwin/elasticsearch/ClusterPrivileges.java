// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.elasticsearch.xpack.core.security.authz.permission.ClusterPermission;
import org.elasticsearch.xpack.core.security.authz.privilege.ClusterPrivilegeResolver;

/** Which cluster privileges imply which, by Elasticsearch's own definitions. */
final class ClusterPrivileges {
  private ClusterPrivileges() {}

  /** Says of each privilege asked for whether those granted imply it. Throws for a name that the server does not know. */
  static Map<String, Boolean> implied(List<String> granted, List<String> asked) {
    ClusterPermission permission = permission(granted);
    Map<String, Boolean> implied = new LinkedHashMap<>();
    for (String name : asked) implied.put(name, permission.implies(permission(List.of(name))));
    return implied;
  }

  private static ClusterPermission permission(List<String> names) {
    ClusterPermission.Builder builder = ClusterPermission.builder();
    for (String name : names) builder = ClusterPrivilegeResolver.resolve(name).buildPermission(builder);
    return builder.build();
  }
}
