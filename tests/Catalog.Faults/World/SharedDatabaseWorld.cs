using System.Diagnostics;
using Catalog.Testing.Http;
using Catalog.Testing.Postgres;
using Catalog.Testing.Servers;

namespace Catalog.Faults.World;

/// <summary>Several server processes on one PostgreSQL of their own. Steps are played on whichever runs.</summary>
public sealed class SharedDatabaseWorld : FaultWorld
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-faults-").FullName;
    private readonly string _config;
    private readonly List<Member> _ended = [];
    private volatile Member[] _members = [];

    private SharedDatabaseWorld(StaticFileServer files, bool keepOrphans, PostgresServer postgres)
        : base(files)
    {
        Postgres = postgres;
        _config = Path.Combine(_folder, "app-config.yaml");
        File.WriteAllText(_config, Config(
            keepOrphans,
            $", database: {{ client: pg, connection: {{ host: 127.0.0.1, port: {postgres.Port}, user: catalog, password: {PostgresServer.Password}, database: postgres }} }}"));
    }

    /// <summary>The database.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The servers that run and are not paused.</summary>
    public IReadOnlyList<Member> Members => _members;

    /// <inheritdoc/>
    public override CatalogApi Api => _members[Random.Shared.Next(_members.Length)].Api;

    /// <inheritdoc/>
    public override string Output => string.Join("\n---\n", _ended.Concat(_members).Select(m => m.Process.Output));

    /// <summary>Makes a database and starts two servers on it.</summary>
    public static async Task<SharedDatabaseWorld> StartAsync(StaticFileServer files, bool keepOrphans)
    {
        var world = new SharedDatabaseWorld(files, keepOrphans, await PostgresServer.CreateAsync());
        await world.AddAsync();
        await world.AddAsync();
        return world;
    }

    /// <inheritdoc/>
    public override bool IsPassing(Exception failure) => IsOutage(failure);

    /// <summary>Starts another server; it answers when this returns.</summary>
    public async Task AddAsync()
    {
        var process = CatalogProcess.Launch(["--port", "0", "--config", _config]);
        _members = [.. _members, new Member(process, new CatalogApi(await process.ListeningAsync(CancellationToken.None)))];
    }

    /// <summary>The server that leads; waits until there is one.</summary>
    public async Task<Member> LeaderAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Patience)
        {
            foreach (var member in _members)
            {
                if (await member.Api.LeadsAsync()) return member;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        throw new TimeoutException("Nobody leads.");
    }

    /// <summary>Kills a server.</summary>
    public async Task KillAsync(Member member)
    {
        Leave(member);
        _ended.Add(member);
        await member.Process.KillAsync();
    }

    /// <summary>Pauses a server; it is asked nothing any more.</summary>
    public Task PauseAsync(Member member)
    {
        Leave(member);
        return member.Process.SignalAsync("STOP");
    }

    /// <summary>Lets a paused server go on.</summary>
    public async Task ResumeAsync(Member member)
    {
        await member.Process.SignalAsync("CONT");
        _members = [.. _members, member];
    }

    /// <summary>How long it takes until a change is taken again.</summary>
    public async Task<TimeSpan> TakenOverAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Patience)
        {
            try
            {
                await Api.RefreshAsync("component:default/nobody");
                return Stopwatch.GetElapsedTime(started);
            }
            catch (Exception e) when (IsOutage(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10));
            }
        }

        throw new TimeoutException("No change is taken.");
    }

    /// <inheritdoc/>
    public override async Task SettledAsync() => await (await LeaderAsync()).Api.SettledAsync();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (var member in _ended.Concat(_members))
        {
            member.Api.Dispose();
            await member.Process.DisposeAsync();
        }

        await Postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Leave(Member member) => _members = [.. _members.Where(m => m != member)];
}

/// <summary>One of the servers.</summary>
/// <param name="Process">The process.</param>
/// <param name="Api">What is asked of it.</param>
public sealed record Member(CatalogProcess Process, CatalogApi Api);
