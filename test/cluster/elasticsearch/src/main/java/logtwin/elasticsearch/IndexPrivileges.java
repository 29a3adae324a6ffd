// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.elasticsearch.xpack.core.security.authz.privilege.IndexPrivilege;

/** Which actions on an index the privileges on it allow, by Elasticsearch's own definitions. */
final class IndexPrivileges {
  private IndexPrivileges() {}

  /** Says of each action whether one of the privileges allows it. Throws for a privilege that the server does not know. */
  static Map<String, Boolean> allowed(List<String> granted, List<String> actions) {
    Set<IndexPrivilege> privileges = granted.isEmpty() ? Set.of() : IndexPrivilege.resolveBySelectorAccess(new LinkedHashSet<>(granted));
    Map<String, Boolean> allowed = new LinkedHashMap<>();
    for (String action : actions) {
      allowed.put(action, privileges.stream().anyMatch(privilege -> privilege.predicate().test(action)));
    }
    return allowed;
  }
}
