package io.tillgate.gateway.manage;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Figures of the process and of its disk, whatever its role: memory, pauses, CPU, files, space. */
public final class ProcessMetrics implements AutoCloseable {
  private final JvmGcMetrics pauses = new JvmGcMetrics();

  /**
   * @param directories whose free space is told
   */
  public ProcessMetrics(MeterRegistry registry, Path... directories) {
    List<MeterBinder> binders =
        new ArrayList<>(
            List.of(
                pauses,
                new JvmInfoMetrics(),
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics()));
    for (Path directory : directories) binders.add(new DiskSpaceMetrics(directory.toFile()));
    for (MeterBinder binder : binders) binder.bindTo(registry);
  }

  @Override
  public void close() {
    pauses.close();
  }
}
