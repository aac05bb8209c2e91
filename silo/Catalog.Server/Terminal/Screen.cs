namespace Catalog.Server.Terminal;

/// <summary>
/// The one place that writes to the terminal: whole lines, and below them at most one line that is written over again and again. Thread-safe.
/// </summary>
/// <param name="output">Where lines go.</param>
/// <param name="isTerminal">Whether a person looks at it; if not, there is no changing line.</param>
internal sealed class Screen(TextWriter output, bool isTerminal)
{
    private const string EraseLine = "\r\e[2K";
    private readonly Lock _gate = new();
    private string _changing = "";

    /// <summary>The screen of this process.</summary>
    public static Screen OfProcess { get; } = new(Console.Out, !Console.IsOutputRedirected);

    /// <summary>Whether a person looks at it.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>Writes a line, or several.</summary>
    public void WriteLine(string text = "")
    {
        lock (_gate)
        {
            if (_changing.Length > 0)
            {
                output.Write(EraseLine);
            }

            output.WriteLine(text);
            output.Write(_changing);
            output.Flush();
        }
    }

    /// <summary>Replaces the changing line; empty removes it.</summary>
    public void Change(string text)
    {
        lock (_gate)
        {
            if (isTerminal && text != _changing)
            {
                output.Write(EraseLine + text);
                output.Flush();
                _changing = text;
            }
        }
    }
}
