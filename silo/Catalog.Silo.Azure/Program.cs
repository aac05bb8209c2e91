using Catalog.Silo;
using Catalog.Silo.Azure;

return await SiloProgram.RunAsync(args, new AzureTableMembership());
