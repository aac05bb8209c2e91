using System.Diagnostics.Metrics;
using Catalog.Grains.Tests.Support;
using Catalog.Grains.Telemetry;

namespace Catalog.Grains.Tests.Engine;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Entities_runs_and_relations_are_measured_under_the_known_names()
    {
        // Other tests' engines measure too, at the same time: only what this one adds is known.
        var sums = new Dictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == CatalogMetrics.Name) l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, 1, tags));
        listener.Start();
        await using var catalog = await TestCatalog.StartAsync();
        catalog.Processor.Fail("b", "broken");
        await catalog.FullAsync("p", Entity.Provided("a"), Entity.Provided("b"));
        listener.RecordObservableInstruments();
        lock (sums)
        {
            Assert.True(sums["catalog.processed.entities.count result=ok"] >= 1);
            Assert.True(sums["catalog.processed.entities.count result=failed"] >= 1);
            Assert.True(sums["catalog.processing.duration result=ok"] >= 1);
            Assert.True(sums["catalog.processors.duration result=failed"] >= 1);
            Assert.True(sums["catalog.stitching.queue.delay"] >= 1);
            Assert.True(sums["catalog.stitched.entities.count"] >= 2);
            Assert.True(sums["catalog.stitching.duration"] >= 1);
            Assert.True(sums["catalog_entities_count kind=component"] >= 2);
            Assert.True(sums["catalog_relations_count"] >= 2);
            Assert.True(sums["catalog_registered_locations_count"] >= 0);
        }

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = instrument.Name + (tags.Length > 0 ? $" {tags[0].Key}={tags[0].Value}" : "");
            lock (sums) sums[name] = sums.GetValueOrDefault(name) + value;
        }
    }
}
