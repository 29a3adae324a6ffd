// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.elasticsearch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.rest.RestStatus;

/**
 * What the native process refuses before it runs a model, since 9.4.0 (ml-cpp, CModelGraphValidator and CSupportedOperations): records
 * with hooks of the unpickler, long record names, operations that are not on its list. The native process looks at the inlined graph;
 * here the names are read from the TorchScript source in the archive, which names the same operations.
 */
final class TorchScriptCheck {
  private static final int LONGEST_NAME = 255;
  private static final Set<String> OPERATIONS = Set.of(("Int IntImplicit ScalarImplicit __and__ _convolution abs add add_ arange "
      + "bitwise_not bmm cat ceil chunk clamp clamp_min clone contiguous copy_ cos cumsum detach div div_ dropout embedding eq expand "
      + "expand_as fill_ floor_divide full full_like gather ge gelu gt hash index index_put_ layer_norm le len linalg_vector_norm "
      + "linear log lt manual_seed masked_fill masked_fill_ matmul max mean min mul mul_ ne neg new_ones new_zeros norm ones pad "
      + "permute pow rand relu repeat reshape rsqrt rsub scaled_dot_product_attention select sign silu sin size slice softmax split "
      + "sqrt squeeze stack str sub sum tanh tensor to transpose triu type_as unsqueeze view where zeros NumToTensor device dtype").split(" "));
  private static final Pattern CALL = Pattern.compile("\\btorch\\.(\\w+)\\(");
  private static final Pattern OPERATOR = Pattern.compile("\\bops\\.(\\w+)\\.(\\w+)\\(");

  private TorchScriptCheck() {}

  static void check(InputStream archive) throws IOException {
    Set<String> refused = new TreeSet<>();
    try (ZipInputStream zip = new ZipInputStream(archive)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (name.length() > LONGEST_NAME) refuse("record name too long: " + name.substring(0, LONGEST_NAME));
        boolean isSource = name.endsWith(".py");
        if (!isSource && !name.endsWith(".pkl")) continue;
        String text = new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1);
        for (String hook : new String[] { "__setstate__", "__getstate__" }) if (text.contains(hook)) refuse(name + " has " + hook);
        if (isSource) collectRefused(text, refused);
      }
    }
    if (!refused.isEmpty()) refuse("unsupported operations: " + String.join(", ", refused));
  }

  private static void collectRefused(String source, Set<String> refused) {
    for (Matcher call = CALL.matcher(source); call.find();) {
      if (!OPERATIONS.contains(call.group(1))) refused.add("aten::" + call.group(1));
    }
    for (Matcher call = OPERATOR.matcher(source); call.find();) {
      boolean known = call.group(1).equals("quantized") ? call.group(2).equals("linear_dynamic") : OPERATIONS.contains(call.group(2));
      if (!known) refused.add(call.group(1) + "::" + call.group(2));
    }
  }

  private static void refuse(String reason) {
    throw new ElasticsearchStatusException("Model graph validation failed: " + reason, RestStatus.INTERNAL_SERVER_ERROR);
  }
}
