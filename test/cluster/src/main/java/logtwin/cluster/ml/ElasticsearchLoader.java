// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

package logtwin.cluster.ml;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Loads the module ../../elasticsearch in a class loader of its own: Elasticsearch's libraries and this node's are different versions of
 * the same classes. Only the JDK's types are common to both sides.
 */
final class ElasticsearchLoader {
  /** The system property with the module's class path. */
  private static final String CLASS_PATH = "logtwin.elasticsearch.classpath";

  private ElasticsearchLoader() {}

  /** The module's {@code MachineLearning}; its comment says what it takes and gives. */
  @SuppressWarnings("unchecked")
  static BiFunction<String, Map<String, Object>, Map<String, Object>> load(Supplier<Collection<String>> referencedModels,
      BiFunction<String, Map<String, Object>, Object> definitions) {
    String classPath = System.getProperty(CLASS_PATH);
    if (classPath == null) throw new IllegalStateException("The system property " + CLASS_PATH + " is not set.");
    URL[] places = Arrays.stream(classPath.split(File.pathSeparator)).map(ElasticsearchLoader::url).toArray(URL[]::new);
    URLClassLoader loader = new URLClassLoader("elasticsearch", places, ClassLoader.getPlatformClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader former = thread.getContextClassLoader();
    // Libraries look services up in the context class loader.
    thread.setContextClassLoader(loader);
    try {
      return (BiFunction<String, Map<String, Object>, Map<String, Object>>) loader.loadClass("logtwin.elasticsearch.MachineLearning")
          .getConstructor(Supplier.class, BiFunction.class).newInstance(referencedModels, definitions);
    } catch (InvocationTargetException failed) {
      throw new IllegalStateException("Elasticsearch's classes do not start.", failed.getCause());
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException("Elasticsearch's classes cannot be loaded.", failed);
    } finally {
      thread.setContextClassLoader(former);
    }
  }

  private static URL url(String place) {
    try {
      return new File(place).toURI().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
