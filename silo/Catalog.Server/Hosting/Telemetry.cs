using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Catalog.Server.Hosting;

/// <summary>Sends metrics and traces to a collector, if the usual OpenTelemetry variables name one; else nothing is measured.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private Telemetry()
    {
        var resource = ResourceBuilder.CreateDefault().AddService("catalog", serviceVersion: CatalogServer.Version).AddEnvironmentVariableDetector();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("Catalog.*", "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime", "Microsoft.Orleans").AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("Catalog.*", "Microsoft.AspNetCore", "Microsoft.Orleans.*").AddOtlpExporter().Build();
    }

    /// <summary>Starts when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; null when not.</summary>
    public static Telemetry? StartIfConfigured() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")) ? null : new Telemetry();

    /// <summary>Sends what is left, and stops.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _traces.Dispose();
    }
}
