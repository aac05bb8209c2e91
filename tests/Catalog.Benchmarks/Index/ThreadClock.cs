using System.Runtime.InteropServices;

namespace Catalog.Benchmarks.Index;

/// <summary>
/// The processor time of the running thread (Linux). On a machine that is busy with other things it says what a question costs, where
/// the clock on the wall says how long it had to wait.
/// </summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Microseconds of processor time since the thread began.</summary>
    public static double Microseconds => ClockGetTime(ThreadCpuTime, out var time) == 0 ? (time.Seconds * 1e6) + (time.Nanoseconds / 1e3) : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
