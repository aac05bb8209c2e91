using Catalog.Silo;

return await SiloProgram.RunAsync(args);
