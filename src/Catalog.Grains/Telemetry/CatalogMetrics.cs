using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Catalog.Grains.Telemetry;

/// <summary>
/// What the engine measures, under Backstage's names where it has one. Making an entity visible is what Backstage calls stitching: here, giving
/// a commit to the followers; and running the processors is nearly all there is to processing, so both durations are that of a run.
/// </summary>
internal sealed class CatalogMetrics : IDisposable
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "Catalog.Grains";

    private readonly Meter _meter;
    private readonly Counter<long> _processed;
    private readonly Histogram<double> _processing;
    private readonly Histogram<double> _processors;
    private readonly Histogram<double> _queueDelay;
    private readonly Counter<long> _stitched;
    private readonly Histogram<double> _stitching;
    private readonly Histogram<double> _stitchingDelay;
    private readonly Histogram<double> _commit;

    /// <summary>Measures under a name; another one than <see cref="Name"/> is not asked for by anybody.</summary>
    public CatalogMetrics(string name = Name)
    {
        (_meter, Traces) = (new Meter(name), new ActivitySource(name));
        _processed = _meter.CreateCounter<long>("catalog.processed.entities.count", description: "Runs of the processing pipeline");
        _processing = _meter.CreateHistogram<double>("catalog.processing.duration", "s", "How long a run of the processing pipeline took");
        _processors = _meter.CreateHistogram<double>("catalog.processors.duration", "s", "How long the processors of a run took");
        _queueDelay = _meter.CreateHistogram<double>("catalog.processing.queue.delay", "s", "How long after its time an entity was taken up");
        _stitched = _meter.CreateCounter<long>("catalog.stitched.entities.count", description: "Changes that became visible");
        _stitching = _meter.CreateHistogram<double>("catalog.stitching.duration", "s", "How long it took to make a commit visible");
        _stitchingDelay = _meter.CreateHistogram<double>("catalog.stitching.queue.delay", "s", "How long a commit waited for those before it to be made visible");
        _commit = _meter.CreateHistogram<double>("catalog.store.commit.duration", "s", "How long the store took for a commit");
    }

    /// <summary>Traces of runs.</summary>
    public ActivitySource Traces { get; }

    /// <summary>Shows figures that are asked for when they are collected.</summary>
    public void Observe(Func<IEnumerable<Measurement<int>>> entities, Func<long> relations, Func<int> locations, Func<int> waiting)
    {
        _meter.CreateObservableGauge("catalog_entities_count", entities, description: "Entities, visible or not, by kind");
        _meter.CreateObservableGauge("catalog_relations_count", relations, description: "Relations that entities emit");
        _meter.CreateObservableGauge("catalog_registered_locations_count", locations, description: "Locations registered over the API");
        _meter.CreateObservableGauge("catalog.stitching.queue.length", waiting, description: "Changes that wait for a commit, or to become visible");
    }

    public void Ran(bool well, TimeSpan took)
    {
        var result = new KeyValuePair<string, object?>("result", well ? "ok" : "failed");
        _processed.Add(1, result);
        _processing.Record(took.TotalSeconds, result);
        _processors.Record(took.TotalSeconds, result);
    }

    public void TakenUp(TimeSpan late) => _queueDelay.Record(late.TotalSeconds);

    public void Committed(TimeSpan took) => _commit.Record(took.TotalSeconds);

    public void Published(int entries, TimeSpan waited, TimeSpan took)
    {
        _stitchingDelay.Record(waited.TotalSeconds);
        _stitched.Add(entries);
        _stitching.Record(took.TotalSeconds);
    }

    public void Dispose()
    {
        _meter.Dispose();
        Traces.Dispose();
    }
}
