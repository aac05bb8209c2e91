using Azure.Data.Tables;
using Catalog.Model;
using Catalog.Silo.Clustering;

namespace Catalog.Silo.Azure;

/// <summary>Silos find each other through a table of an Azure Storage account, or of its emulator.</summary>
internal sealed class AzureTableMembership : IMembership
{
    private const string Connection = "CATALOG_AZURE_STORAGE";
    private const string Table = "CATALOG_AZURE_TABLE";

    /// <inheritdoc/>
    public string Name => "azure";

    /// <inheritdoc/>
    public string Help =>
        $"""
          {Connection}   for CATALOG_CLUSTERING=azure: the storage account's connection string, or the url of its tables with a
                                  shared access signature; UseDevelopmentStorage=true is the emulator on this machine
          {Table}     the table in which silos find each other; default OrleansSiloInstances
        """;

    /// <inheritdoc/>
    public Action<ISiloBuilder> Read(Func<string, string?> variable, ICollection<Problem> problems)
    {
        var (connection, table) = (variable(Connection) ?? "", variable(Table));
        if (connection.Length == 0) problems.Add(new Problem($"CATALOG_CLUSTERING is azure, so {Connection} must say which storage account"));
        return silo => silo.UseAzureStorageClustering(options =>
        {
            options.TableServiceClient = Uri.TryCreate(connection, UriKind.Absolute, out var url) ? new TableServiceClient(url) : new TableServiceClient(connection);
            if (!string.IsNullOrEmpty(table)) options.TableName = table;
        });
    }
}
