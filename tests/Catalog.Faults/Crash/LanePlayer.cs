using Catalog.Faults.Script;
using Catalog.Faults.World;

namespace Catalog.Faults.Crash;

/// <summary>Plays the steps of one lane, over as many lives of the server as it takes, and knows how many were acknowledged.</summary>
internal sealed class LanePlayer(string name, IReadOnlyList<Step> steps, bool settlesEachStep, Action acknowledged)
{
    /// <summary>The lane's name.</summary>
    public string Name => name;

    /// <summary>Its steps.</summary>
    public IReadOnlyList<Step> Steps => steps;

    /// <summary>How many of them the server has acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Plays on until the end, or until the server is killed.</summary>
    public async Task PlayAsync(FaultWorld world, CancellationToken killed)
    {
        while (Acknowledged < steps.Count && !killed.IsCancellationRequested)
        {
            try
            {
                await steps[Acknowledged].PlayAsync(world);
                if (settlesEachStep)
                {
                    await world.SettledAsync();
                }
            }
            catch (Exception e) when (killed.IsCancellationRequested && (e is HttpRequestException or IOException || world.IsPassing(e)))
            {
                return;
            }
            catch (Exception e) when (world.IsPassing(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                continue;
            }

            Acknowledged++;
            acknowledged();
        }
    }
}
