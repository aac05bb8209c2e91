namespace Catalog.Server.Hosting;

/// <summary>The server cannot start, for a cause that its user can mend; the message says which and how.</summary>
internal sealed class StartException(string message) : Exception(message);
